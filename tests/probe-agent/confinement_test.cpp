#include "net/privileges/user.hpp"
#include "net/proc_file.hpp"
#include "net/unique_fd.hpp"
#include "packets/text_lines.hpp"
#include "tests/support/child_agent.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <map>
#include <set>
#include <string>
#include <unistd.h>

#include <linux/capability.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>

namespace oakprobe::agent {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsSubsetOf;
using ::testing::Not;
using testing_support::ChildAgent;

constexpr uid_t nobody = 65'534;
constexpr uid_t somebody = 12'345;

using Status = std::map<std::string, std::string>;

// /proc/PID/status, its words parted by one blank.
Status read_status(const fs::path& process) {
  Status status;
  const std::string text = net::read_small_file((process / "status").string()).value_or("");
  for (const std::string_view line : packets::lines_of(text)) {
    const auto words = packets::words_of(line);
    if (words.empty()) continue;
    std::string& value = status[std::string(words[0])];
    for (std::size_t at = 1; at < words.size(); ++at)
      value += (at > 1 ? " " : "") + std::string(words[at]);
  }
  return status;
}

std::uint64_t capabilities(const Status& status, const char* set) {
  return std::strtoull(status.at(set).c_str(), nullptr, 16);
}

bool may_change_user() {
  return (capabilities(read_status("/proc/self"), "CapEff:") >> CAP_SETUID & 1U) != 0;
}

void become(uid_t user) {
  if (::setgroups(0, nullptr) != 0 || ::setresgid(user, user, user) != 0 ||
      ::setresuid(user, user, user) != 0)
    ::_exit(126);
}

// Taps, and a port that is root's.
wire::Arm much() {
  wire::Arm order;
  order.taps = true;
  order.bind = boost::asio::ip::make_address("127.0.7.9");
  order.ports.push_back({{Protocol::tcp, 81}, {FlowId{0}}, "", true});
  return order;
}

void expect_confined(const ChildAgent& agent, std::uint64_t kept) {
  int threads = 0;
  for (const auto& thread : fs::directory_iterator(agent.proc() / "task")) {
    const Status status = read_status(thread.path());
    for (const char* set : {"CapEff:", "CapPrm:"})
      EXPECT_EQ(capabilities(status, set), kept) << set;
    for (const char* set : {"CapInh:", "CapAmb:"}) EXPECT_EQ(capabilities(status, set), 0U) << set;
    EXPECT_EQ(status.at("NoNewPrivs:"), "1");
    EXPECT_EQ(status.at("Seccomp:"), "2");
    ++threads;
  }
  EXPECT_GE(threads, 1);
}

TEST(Confinement, LeavesWhatItWasStartedWith) {
  const net::UniqueFd secret(::open("/proc/self/cmdline", O_RDONLY));  // not closed on exec
  ChildAgent agent([] {
    ::setenv("OAKPROBE_TEST_SECRET", "swordfish", 1);
    (void)::chdir("/proc");
  });
  agent.wait_for_greeting();
  for (const auto& descriptor : fs::directory_iterator(agent.proc() / "fd")) {
    std::error_code gone;
    EXPECT_THAT(fs::read_symlink(descriptor, gone).string(), Not(HasSubstr("cmdline")));
  }
  EXPECT_EQ(fs::read_symlink(agent.proc() / "cwd"), "/");
  const auto limits = net::read_small_file((agent.proc() / "limits").string()).value_or("");
  EXPECT_THAT(limits, ::testing::ContainsRegex("Max core file size +0 +0 "));
  const auto environment = net::read_small_file((agent.proc() / "environ").string()).value_or("");
  EXPECT_THAT(environment, Not(HasSubstr("swordfish")));
  EXPECT_EQ(read_status(agent.proc()).at("NoNewPrivs:"), "1");
}

TEST(Confinement, KeepsOneCapabilityOfRootsAndNotTheUserOnceItIsArmed) {
  if (!may_change_user()) GTEST_SKIP() << "needs root";
  ChildAgent agent;
  agent.wait_for_greeting();
  const std::uint64_t before = capabilities(read_status(agent.proc()), "CapEff:");
  EXPECT_NE(before, 0U) << "before it is armed it may need them";
  const auto armed = agent.arm(much());
  EXPECT_EQ(armed.ports.at(0).mode, evidence::ListenMode::stand_in);
  expect_confined(agent, before & std::uint64_t{1} << CAP_NET_ADMIN);
  const Status status = read_status(agent.proc());
  EXPECT_EQ(capabilities(status, "CapBnd:"), 0U);
  const bool stays_root = net::tells_users_apart();
  if (stays_root) {
    EXPECT_EQ(status.at("Uid:"), "0 0 0 0");
  } else {
    EXPECT_EQ(status.at("Uid:"), "65534 65534 65534 65534");
    EXPECT_EQ(status.at("Gid:"), "65534 65534 65534 65534");
    EXPECT_EQ(status.at("Groups:"), "");
  }

  // What it tells afterwards is whole: IPsec policies are read, and the taps see.
  const auto evidence = agent.ask<wire::Evidence>(wire::EvidenceRequest{});
  const bool may_read_policies = (before >> CAP_NET_ADMIN & 1U) != 0;
  EXPECT_EQ(evidence.part.ipsec, !may_read_policies);
  EXPECT_NE(evidence.part.taps.packets, evidence::TapState::absent);
  agent.send(wire::Bye{});
  agent.wait_for_end();
  EXPECT_EQ(agent.last_words().empty(), !stays_root);
}

TEST(Confinement, IsTheSameForAnOrdinaryUser) {
  ChildAgent agent([] {
    if (::geteuid() == 0 && may_change_user()) become(somebody);
  });
  agent.arm(much());
  expect_confined(agent, 0);
  EXPECT_THAT(read_status(agent.proc()).at("Uid:"), Not(HasSubstr("65534")));
  agent.send(wire::Bye{});
  agent.wait_for_end();
  EXPECT_EQ(agent.last_words(), "");
}

TEST(Confinement, TellsFactsOnlyBeforeItIsArmed) {
  ChildAgent agent;
  agent.arm({});
  EXPECT_THAT(
      agent.ask<wire::Failed>(wire::FactsRequest{}).message,
      HasSubstr("did not expect 'facts-request'")
  );
}

// What arming takes, and no more: the next run finds what the first one found.
TEST(Confinement, KeepsWhatAnotherRunTakesAndNoMore) {
  if (!may_change_user()) GTEST_SKIP() << "needs root";
  constexpr std::uint64_t for_arming =
      std::uint64_t{1} << CAP_NET_RAW | std::uint64_t{1} << CAP_NET_BIND_SERVICE |
      std::uint64_t{1} << CAP_SYS_PTRACE | std::uint64_t{1} << CAP_DAC_READ_SEARCH |
      std::uint64_t{1} << CAP_SYS_ADMIN | std::uint64_t{1} << CAP_NET_ADMIN |
      std::uint64_t{1} << CAP_SETUID | std::uint64_t{1} << CAP_SETGID;
  const net::UniqueFd owner(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(0x7f000709);
  socklen_t size = sizeof at;
  ASSERT_EQ(::bind(owner.get(), reinterpret_cast<const sockaddr*>(&at), size), 0);
  ASSERT_EQ(::getsockname(owner.get(), reinterpret_cast<sockaddr*>(&at), &size), 0);

  ChildAgent agent;
  agent.wait_for_greeting();
  const std::uint64_t before = capabilities(read_status(agent.proc()), "CapEff:");
  agent.ask<wire::Welcome>(wire::Hello());
  std::optional<evidence::Facts> facts;
  for (std::uint64_t run = 1; run <= 3; ++run) {
    SCOPED_TRACE(run);
    auto told = agent.ask<evidence::Facts>(wire::FactsRequest{});
    told.tables = {};  // what the kernel holds just now
    EXPECT_EQ(told, facts.value_or(told));
    facts = told;
    wire::Arm order = much();
    order.ports.push_back({{Protocol::udp, ntohs(at.sin_port)}, {FlowId{1}}, "", true});
    order.place = wire::RunPlace{run, NodeId{7}};
    order.again = run < 3;
    const auto armed = agent.ask<wire::Armed>(order);
    EXPECT_EQ(armed.ports.at(0).mode, evidence::ListenMode::stand_in);
    EXPECT_EQ(armed.ports.at(1).mode, evidence::ListenMode::live);
    EXPECT_EQ(armed.ports.at(1).pid, ::getpid());
    EXPECT_NE(
        agent.ask<wire::Evidence>(wire::EvidenceRequest{}).part.taps.packets,
        evidence::TapState::absent
    );
    expect_confined(agent, before & (order.again ? for_arming : std::uint64_t{1} << CAP_NET_ADMIN));
    const bool stays_root = order.again || net::tells_users_apart();
    EXPECT_EQ(
        read_status(agent.proc()).at("Uid:"), stays_root ? "0 0 0 0" : "65534 65534 65534 65534"
    );
    agent.ask<wire::Disarmed>(wire::Disarm{});
  }
  agent.send(wire::Bye{});
  agent.wait_for_end();
}

TEST(Confinement, StillEndsInOrder) {
  ChildAgent agent;
  agent.arm(much());
  agent.ask<wire::Disarmed>(wire::Disarm{});
  ASSERT_EQ(::kill(agent.pid(), SIGTERM), 0);
  agent.wait_for_end();
  EXPECT_EQ(agent.exit_code(), 0);
}

TEST(Confinement, EndsWithTheProcessThatStartedIt) {
  for (const bool armed : {false, true}) {
    // The agent is this one's child, and its input stays open.
    ChildAgent agent([] {
      if (::fork() > 0)
        for (;;) ::pause();
    });
    agent.wait_for_greeting();
    if (armed) agent.arm(much());
    ASSERT_EQ(::kill(agent.pid(), SIGKILL), 0);
    agent.wait_for_end();
  }
}

TEST(Confinement, OutlivesAProcessThatWasMeantToGo) {
  ChildAgent agent([] {
    const pid_t parent = ::getpid();
    if (::fork() > 0) ::_exit(0);
    while (::getppid() == parent) ::sched_yield();
  });
  agent.arm(much());
}

}  // namespace
}  // namespace oakprobe::agent
