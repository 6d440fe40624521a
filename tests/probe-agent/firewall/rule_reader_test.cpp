#include "net/proc_file.hpp"
#include "packets/text_lines.hpp"
#include "tests/support/child_agent.hpp"
#include "tests/support/two_hosts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <grp.h>
#include <map>
#include <memory>
#include <poll.h>
#include <string>
#include <unistd.h>

#include <linux/capability.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>

// The agent's own program, on a host with a packet filter.
namespace oakprobe::agent {
namespace {

namespace fs = std::filesystem;
using oakprobe::testing::TwoHosts;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_support::ChildAgent;
using Host = TwoHosts::Host;

constexpr std::uint16_t port = 50'103;

std::string output_of(const char* command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command, "r"), ::pclose);
  std::string text;
  std::array<char, 4'096> buffer;
  while (std::fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) text += buffer.data();
  return text;
}

std::string host_rules() { return output_of("nft -a list ruleset"); }

std::string status_of(pid_t process, const char* key) {
  const std::string file = "/proc/" + std::to_string(process) + "/status";
  const std::string text = net::read_small_file(file).value_or("");
  for (const std::string_view line : packets::lines_of(text)) {
    const auto words = packets::words_of(line);
    if (words.size() > 1 && words[0] == key) return std::string(words[1]);
  }
  return "";
}

// Of a process's children; -1: it has none.
pid_t child_of(pid_t parent) {
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const pid_t process = std::atoi(entry.path().filename().c_str());
    if (process > 0 && status_of(process, "PPid:") == std::to_string(parent)) return process;
  }
  return -1;
}

// A process that is waited for.
class Watched {
 public:
  explicit Watched(pid_t pid) : end_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}
  bool ends() {
    pollfd watched{end_.get(), POLLIN, 0};
    constexpr int long_enough_ms = 30'000;
    return ::poll(&watched, 1, long_enough_ms) == 1;
  }

 private:
  net::UniqueFd end_;
};

wire::Arm order(bool again = false) {
  wire::Arm out;
  out.rules = true;
  out.again = again;
  return out;
}

wire::RulesOrder watch(bool trace) {
  evidence::WatchedPacket packet;
  packet.path = {FlowId{3}, NodeId{0}, NodeId{1}};
  packet.source = *parse_ip_address("192.0.2.1");
  packet.destination = *parse_ip_address("192.0.2.2");
  packet.destination_port = port;
  wire::RulesOrder out;
  out.packets = {packet};
  out.trace = trace;
  return out;
}

void become(uid_t user) {
  if (::setgroups(0, nullptr) != 0 || ::setresgid(user, user, user) != 0 ||
      ::setresuid(user, user, user) != 0)
    ::_exit(126);
}

class RuleReaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (hosts_.missing()) GTEST_SKIP() << *hosts_.missing();
    hosts_.run(
        Host::target,
        "nft 'table inet planted { chain deep { udp dport 50103 counter drop; }; "
        "chain input { type filter hook input priority 0; policy accept; jump deep; }; }'"
    );
    before_ = host_rules();
    hosts_.at(Host::target);
  }

  void send_probes(int count) {
    hosts_.at(Host::source);
    const net::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(0xc0000202);
    for (int sent = 0; sent < count; ++sent)
      EXPECT_EQ(
          ::sendto(socket.get(), "x", 1, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to), 1
      );
    hosts_.at(Host::target);
  }

  TwoHosts hosts_;
  std::string before_;
};

TEST_F(RuleReaderTest, NamesTheRuleThatTheKernelTracedAndLeavesTheRulesAsTheyWere) {
  ChildAgent agent;
  agent.arm(order());
  EXPECT_EQ(agent.ask<wire::RulesWatched>(watch(true)).trouble, "");
  EXPECT_THAT(host_rules(), HasSubstr("oakprobe-trace"));
  send_probes(3);
  const auto rules = agent.ask<wire::Rules>(wire::RulesRequest{{3}});
  EXPECT_EQ(rules.trouble, "");
  ASSERT_EQ(rules.findings.size(), 1U);
  EXPECT_EQ(rules.findings[0].path, watch(true).packets[0].path);
  const evidence::FirewallRule& rule = rules.findings[0].rule;
  EXPECT_EQ(rule.family, "inet");
  EXPECT_EQ(rule.table, "planted");
  EXPECT_EQ(rule.chain, "deep");
  EXPECT_EQ(rule.source, evidence::RuleSource::traced);
  EXPECT_THAT(before_, HasSubstr("drop # handle " + std::to_string(rule.handle)));
  hosts_.run(Host::target, "nft reset counters table inet planted >/dev/null");
  EXPECT_EQ(output_of("nft -s -a list ruleset").find("oakprobe"), std::string::npos);
}

TEST_F(RuleReaderTest, NamesItByReadingAlone) {
  ChildAgent agent;
  agent.arm(order());
  EXPECT_EQ(agent.ask<wire::RulesWatched>(watch(false)).trouble, "");
  EXPECT_EQ(host_rules(), before_) << "nothing is made that was not asked for";
  send_probes(3);
  const auto rules = agent.ask<wire::Rules>(wire::RulesRequest{{3}});
  EXPECT_EQ(rules.trouble, "");
  ASSERT_EQ(rules.findings.size(), 1U);
  EXPECT_EQ(rules.findings[0].rule.chain, "deep");
  EXPECT_NE(rules.findings[0].rule.source, evidence::RuleSource::traced);
}

TEST_F(RuleReaderTest, LeavesNothingHoweverTheAgentEnds) {
  enum class End { killed, disarmed, bye, input, terminated };
  for (const End end : {End::killed, End::disarmed, End::bye, End::input, End::terminated}) {
    SCOPED_TRACE(static_cast<int>(end));
    std::optional<Watched> reader;
    {
      ChildAgent agent;
      agent.arm(order());
      reader.emplace(child_of(agent.pid()));
      EXPECT_EQ(agent.ask<wire::RulesWatched>(watch(true)).trouble, "");
      EXPECT_NE(host_rules(), before_);
      if (end == End::killed) {
        EXPECT_EQ(::kill(agent.pid(), SIGKILL), 0);
      }
      if (end == End::terminated) {
        EXPECT_EQ(::kill(agent.pid(), SIGTERM), 0);
      }
      if (end == End::bye) agent.send(wire::Bye{});
      if (end == End::disarmed) {
        agent.ask<wire::Disarmed>(wire::Disarm{});
        EXPECT_EQ(host_rules(), before_);
        EXPECT_TRUE(reader->ends());
      }
    }
    EXPECT_TRUE(reader->ends());
    EXPECT_EQ(host_rules(), before_);
  }
}

TEST_F(RuleReaderTest, KeepsNoMoreThanItsToolsTake) {
  ChildAgent agent;
  agent.arm(order());
  // What it has given up it has once it has answered.
  EXPECT_EQ(agent.ask<wire::RulesWatched>(watch(false)).trouble, "");
  const pid_t reader = child_of(agent.pid());
  ASSERT_GT(reader, 0);
  constexpr std::uint64_t kept = std::uint64_t{1} << CAP_NET_ADMIN | std::uint64_t{1}
                                                                         << CAP_NET_RAW;
  for (const char* set : {"CapEff:", "CapPrm:", "CapBnd:", "CapInh:", "CapAmb:"})
    EXPECT_EQ(std::strtoull(status_of(reader, set).c_str(), nullptr, 16) & ~kept, 0U) << set;
  EXPECT_EQ(status_of(reader, "NoNewPrivs:"), "1");
  EXPECT_EQ(status_of(reader, "Seccomp:"), "2");
  int descriptors = 0;
  for ([[maybe_unused]] const auto& one :
       fs::directory_iterator("/proc/" + std::to_string(reader) + "/fd"))
    ++descriptors;
  EXPECT_EQ(descriptors, 3);
}

TEST_F(RuleReaderTest, LivesAsLongAsRunsMayFollow) {
  ChildAgent agent;
  agent.ask<wire::Welcome>(wire::Hello());
  std::optional<Watched> reader;
  for (const bool again : {true, true, false}) {
    agent.ask<wire::Armed>(order(again));
    if (!reader) reader.emplace(child_of(agent.pid()));
    for (int time = 0; time < 2; ++time) {
      EXPECT_EQ(agent.ask<wire::RulesWatched>(watch(true)).trouble, "");
      send_probes(1);
      EXPECT_EQ(agent.ask<wire::Rules>(wire::RulesRequest{{1}}).findings.size(), 1U);
    }
    agent.ask<wire::Disarmed>(wire::Disarm{});
  }
  EXPECT_TRUE(reader->ends());
}

TEST_F(RuleReaderTest, SaysWhyThereIsNone) {
  struct Row {
    const char* name;
    bool rules;
    uid_t user;
    const char* why;
  };
  constexpr uid_t somebody = 12'345;
  const Row rows[] = {
      {"without privilege", true, somebody, "needs CAP_NET_ADMIN"},
      {"not armed for it", false, 0, "not armed to read"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    ChildAgent agent([&] {
      if (row.user != 0) become(row.user);
    });
    wire::Arm armed = order();
    armed.rules = row.rules;
    agent.arm(armed);
    EXPECT_EQ(child_of(agent.pid()), -1);
    EXPECT_THAT(agent.ask<wire::RulesWatched>(watch(true)).trouble, HasSubstr(row.why));
    const auto rules = agent.ask<wire::Rules>(wire::RulesRequest{{0}});
    EXPECT_THAT(rules.trouble, HasSubstr(row.why));
    EXPECT_THAT(rules.findings, IsEmpty());
    EXPECT_EQ(host_rules(), before_);
  }
}

TEST_F(RuleReaderTest, MayDieWithoutTheAgent) {
  ChildAgent agent;
  agent.arm(order());
  const pid_t reader = child_of(agent.pid());
  ASSERT_GT(reader, 0);
  ASSERT_EQ(::kill(reader, SIGKILL), 0);
  EXPECT_THAT(agent.ask<wire::RulesWatched>(watch(true)).trouble, HasSubstr("reader"));
  EXPECT_THAT(agent.ask<wire::Rules>(wire::RulesRequest{{0}}).trouble, HasSubstr("reader"));
  agent.ask<wire::Evidence>(wire::EvidenceRequest{});
}

TEST_F(RuleReaderTest, IsAskedOnlyWhatItWasToldToWatch) {
  ChildAgent agent;
  agent.arm(order());
  agent.ask<wire::RulesWatched>(watch(false));
  EXPECT_THAT(
      agent.ask<wire::Failed>(wire::RulesRequest{{1, 2}}).message, HasSubstr("other packets")
  );
}

TEST_F(RuleReaderTest, IsAskedInOrder) {
  ChildAgent agent;
  agent.arm(order());
  EXPECT_THAT(
      agent.ask<wire::Failed>(wire::RulesRequest{}).message,
      HasSubstr("did not expect 'rules-request'")
  );
}

}  // namespace
}  // namespace oakprobe::agent
