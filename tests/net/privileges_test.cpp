#include "net/network_namespace.hpp"
#include "net/privileges/capabilities.hpp"
#include "net/privileges/file_rules.hpp"
#include "net/privileges/syscall_filter.hpp"
#include "net/privileges/user.hpp"
#include "net/proc_file.hpp"
#include "tests/support/two_hosts.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <sched.h>
#include <string>
#include <thread>
#include <unistd.h>

#include <netinet/in.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace oakprobe::net {
namespace {

using testing::TwoHosts;
using Host = TwoHosts::Host;

// What is given up can't be had back: in a process of its own. Returns what `actions` returned.
int in_a_child(const std::function<int()>& actions) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(actions());
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(SyscallFilter, RefusesProcessesAndNamespacesInEveryThread) {
  struct Row {
    const char* name;
    std::function<long()> call;
  };
  char* const none[] = {nullptr};
  const std::string path = "/proc/self/exe";
  const Row rows[] = {
      {"execve", [&] { return long{::execve(path.c_str(), none, none)}; }},
      {"fork",
       [] {
         const pid_t made = ::fork();
         if (made == 0) ::_exit(0);
         return long{made};
       }},
      {"unshare", [] { return long{::unshare(CLONE_NEWUSER)}; }},
      {"setns", [] { return long{::setns(-1, CLONE_NEWNET)}; }},
      {"mount", [] { return long{::mount("none", "/", "tmpfs", 0, nullptr)}; }},
      {"ptrace", [] { return ::syscall(SYS_ptrace, 0, 0, 0, 0); }},
      {"bpf", [] { return ::syscall(SYS_bpf, -1, nullptr, 0); }},
      {"io_uring_setup", [] { return ::syscall(425, 1, nullptr); }},
      {"keyctl", [] { return ::syscall(SYS_keyctl, -1); }},
      {"open_by_handle_at", [] { return ::syscall(SYS_open_by_handle_at, -1, nullptr, 0); }},
  };
  for (const Row& row : rows) {
    const int error = in_a_child([&] {
      if (refuse_system_calls()) return 200;
      return row.call() < 0 ? errno : 0;
    });
    EXPECT_EQ(error, EPERM) << row.name;
  }
  // Told in one thread, it holds in the others; and threads can be made still.
  const int in_another = in_a_child([&] {
    bool told = false;
    std::thread([&] { told = !refuse_system_calls(); }).join();
    return told && ::unshare(CLONE_NEWNET) < 0 ? errno : 0;
  });
  EXPECT_EQ(in_another, EPERM);
  const int in_a_new_one = in_a_child([&] {
    int error = 0;
    if (refuse_system_calls()) return 200;
    std::thread([&] { error = ::unshare(CLONE_NEWNET) < 0 ? errno : 0; }).join();
    return error;
  });
  EXPECT_EQ(in_a_new_one, EPERM);
}

TEST(FileRules, LeaveNothingToWriteAndOnlyWhatWasNamedToRead) {
  if (::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1) < 1)
    GTEST_SKIP() << "this kernel has no Landlock";
  const std::string own = std::filesystem::temp_directory_path() / "oakprobe-file-rules";
  const auto open_error = [](const char* path, int flags) {
    const int fd = ::open(path, flags, 0600);
    return fd < 0 ? errno : 0;
  };
  const int result = in_a_child([&] {
    const std::string paths[] = {"/proc", "/nowhere"};
    if (read_only_below(paths)) return 1;
    if (open_error("/proc/self/status", O_RDONLY) != 0) return 2;
    if (open_error("/etc/hosts", O_RDONLY) != EACCES) return 3;
    if (open_error(own.c_str(), O_WRONLY | O_CREAT) != EACCES) return 4;
    if (open_error("/proc/self/comm", O_WRONLY) != EACCES) return 5;
    if (::mkdir(own.c_str(), 0700) == 0 || errno != EACCES) return 6;
    return 0;
  });
  EXPECT_EQ(result, 0);
}

class TellsUsersApart : public ::testing::Test {
 protected:
  void SetUp() override {
    if (hosts_.missing()) GTEST_SKIP() << *hosts_.missing();
    hosts_.at(Host::source);
  }
  TwoHosts hosts_;
};

TEST_F(TellsUsersApart, NotWithoutARuleThatDoes) {
  EXPECT_FALSE(tells_users_apart());
  hosts_.firewall(
      Host::source,
      "type filter hook output priority 0;",
      "meta mark 10 drop; meta l4proto udp drop"
  );
  hosts_.run(Host::source, "ip rule add fwmark 7 lookup 100");
  EXPECT_FALSE(tells_users_apart());
}

TEST_F(TellsUsersApart, ByAFirewallsRule) {
  hosts_.firewall(
      Host::source, "type filter hook output priority 0;", "udp dport 9 meta skuid 0 accept"
  );
  EXPECT_TRUE(tells_users_apart());
}

TEST_F(TellsUsersApart, ByItsGroup) {
  hosts_.firewall(Host::source, "type filter hook output priority 0;", "meta skgid 7 drop");
  EXPECT_TRUE(tells_users_apart());
}

TEST_F(TellsUsersApart, ByARoutingRule) {
  hosts_.run(Host::source, "ip rule add uidrange 0-0 lookup 100");
  EXPECT_TRUE(tells_users_apart());
}

TEST_F(TellsUsersApart, WhereTheRulesCantBeRead) {
  const int told = in_a_child([] { return keep_only(0) || !tells_users_apart() ? 1 : 0; });
  EXPECT_EQ(told, 0);
}

// The namespace of a process, for one that may enter it no more.
TEST(EnteredNamespace, OpensSocketsWithoutAnyPrivilege) {
  TwoHosts hosts;
  if (hosts.missing()) GTEST_SKIP() << *hosts.missing();
  hosts.at(Host::target);
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t there = ::fork();
  if (there == 0) {
    ::close(ready[1]);
    char end = 0;
    (void)!::read(ready[0], &end, 1);  // until the test closes its end
    ::_exit(0);
  }
  hosts.at(Host::source);
  const auto entered = NetworkNamespace::of_process(there);
  ::close(ready[1]);
  ::waitpid(there, nullptr, 0);
  ASSERT_NE(entered, nullptr);
  ErrorCode failed;
  entered->in_its_thread([&] { failed = keep_only(0); });
  EXPECT_FALSE(failed) << failed.message();

  const UniqueFd socket = entered->open_socket(AF_INET, SOCK_DGRAM);
  ASSERT_TRUE(socket.valid());
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(0xc0000202);  // 192.0.2.2, the target's alone
  const auto* const raw = reinterpret_cast<const sockaddr*>(&address);
  EXPECT_EQ(::bind(socket.get(), raw, sizeof address), 0);

  std::uint64_t inside = 0;
  std::string status;
  EXPECT_TRUE(entered->run([&] {
    inside = network_namespace_of(static_cast<std::int32_t>(::gettid()));
    status = read_small_file("/proc/thread-self/status").value_or("");
  }));
  EXPECT_NE(status.find("CapEff:\t0000000000000000"), std::string::npos) << status;
  EXPECT_NE(inside, network_namespace());
}

}  // namespace
}  // namespace oakprobe::net
