#include "base/parse_number.hpp"
#include "packets/text_lines.hpp"
#include "rules/name_rule.hpp"
#include "rules/trace_event.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

namespace oakprobe::rules {
namespace {

using evidence::Admission;
using evidence::FirewallRule;
using evidence::RuleSource;

// What may be told without the kernel's trace.
enum class Reading : std::uint8_t { certain, by_counters, not_certain };

struct Scenario {
  const char* name;    // of the directory
  const char* chain;   // of the planted rule
  const char* marker;  // in its text or comment; empty: it is the chain's policy
  Reading reading = Reading::certain;
  const char* owner = "";
  bool traced = true;

  friend void PrintTo(const Scenario& scenario, std::ostream* out) { *out << scenario.name; }
};

std::string file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Captured {
 public:
  explicit Captured(const std::string& name) : at_(OAKPROBE_RULES_DATA "/" + name + "/") {}

  [[nodiscard]] Ruleset rules(const std::string& when) const {
    const auto text = [&](const std::string& tool) { return file(at_ + when + "." + tool); };
    const auto read = read_ruleset(
        {text("nft"),
         text("iptables"),
         text("ip6tables"),
         text("iptables_legacy"),
         text("ip6tables_legacy")}
    );
    EXPECT_TRUE(read);
    return read ? *read : Ruleset{};
  }

  [[nodiscard]] Packet packet() const {
    const std::string text = file(at_ + "packet");
    const auto words = packets::words_of(packets::lines_of(text).at(0));
    Packet packet;
    packet.protocol = oakprobe::value_named<Protocol>(words.at(0)).value();
    packet.source = parse_ip_address(words.at(1)).value();
    packet.destination = parse_ip_address(words.at(2)).value();
    packet.source_port = parse_port(words.at(3));
    packet.destination_port = parse_port(words.at(4));
    packet.leaves = words.at(5) == "leaves";
    return packet;
  }

  [[nodiscard]] std::uint32_t sent() const {
    const std::string text = file(at_ + "packet");
    return parse_number<std::uint32_t>(packets::words_of(packets::lines_of(text).at(0)).at(6))
        .value();
  }

  [[nodiscard]] std::vector<TraceEvent> events() const {
    std::vector<TraceEvent> events;
    const std::string text = file(at_ + "trace");
    for (const auto line : packets::lines_of(text)) {
      std::vector<std::byte> bytes;
      for (std::size_t at = 0; at + 2 <= line.size(); at += 2)
        bytes.push_back(std::byte{parse_number<std::uint8_t>(line.substr(at, 2), 16).value()});
      if (bytes.size() < 16) continue;
      // struct nlmsghdr: length, type, …, in the order of the machine.
      const auto type = static_cast<std::uint16_t>(
          std::to_integer<unsigned>(bytes[4]) | std::to_integer<unsigned>(bytes[5]) << 8U
      );
      if (auto event = decode_trace_event(type, std::span(bytes).subspan(16)))
        events.push_back(std::move(*event));
    }
    return events;
  }

 private:
  std::string at_;
};

void expect_planted(const FirewallRule& rule, const Scenario& scenario) {
  EXPECT_EQ(rule.chain, scenario.chain);
  const std::string marker = scenario.marker;
  EXPECT_EQ(rule.policy, marker.empty());
  EXPECT_NE((rule.text + rule.comment).find(marker), std::string::npos)
      << rule.text << " # " << rule.comment;
  EXPECT_EQ(rule.owner, scenario.owner);
}

class ScenarioTest : public testing::TestWithParam<Scenario> {};

TEST_P(ScenarioTest, NamesThePlantedRuleByReadingOrNone) {
  const Captured captured(GetParam().name);
  const auto rule = rule_that_ends(
      captured.packet(), captured.rules("before"), captured.rules("after"), captured.sent()
  );
  EXPECT_EQ(rule.has_value(), GetParam().reading != Reading::not_certain);
  if (!rule) return;
  expect_planted(*rule, GetParam());
  EXPECT_EQ(
      rule->source, GetParam().reading == Reading::certain ? RuleSource::read : RuleSource::counted
  );
}

TEST_P(ScenarioTest, NamesThePlantedRuleByTheTrace) {
  if (!GetParam().traced) GTEST_SKIP() << "the packet ends before, or outside of nf_tables";
  const Captured captured(GetParam().name);
  const auto rule = rule_that_ended(captured.packet(), captured.events(), captured.rules("after"));
  ASSERT_TRUE(rule);
  expect_planted(*rule, GetParam());
  EXPECT_EQ(rule->source, RuleSource::traced);
}

// What a reading says does not depend on what was counted: it is never another rule.
TEST_P(ScenarioTest, NamesNoOtherRuleWithoutCounters) {
  const Captured captured(GetParam().name);
  const Ruleset rules = captured.rules("after");
  const auto rule = rule_that_ends(captured.packet(), rules, rules, 0);
  if (rule) expect_planted(*rule, GetParam());
  EXPECT_NE(admission(captured.packet(), rules), Admission::accepted);
}

constexpr Scenario scenarios[] = {
    {"inet-drop", "c", "planted"},
    {"inet-counted-drop", "c", "planted", Reading::by_counters},
    {"inet-policy", "c", ""},
    {"ip-drop", "c", "planted"},
    {"ip6-drop", "c", "planted"},
    {"reject", "c", "planted"},
    {"tcp-reset", "c", "planted"},
    {"tcp-syn", "c", "planted"},
    {"named-set", "c", "planted"},
    {"named-set-misses", "c", "planted"},
    {"concatenation", "c", "planted"},
    {"verdict-map", "c", "udp dport vmap"},
    {"verdict-map-of-jumps", "near", "planted"},
    {"jumps-three-deep", "three", "planted"},
    {"goto-and-policy", "c", ""},
    {"return-in-chain", "c", "planted"},
    {"raw-prerouting", "c", "planted"},
    {"early-priority", "c", "planted"},
    {"accept-is-not-all", "c", "planted"},
    {"rate-limit", "c", "planted", Reading::by_counters},
    {"rate-limit-over", "c", "planted", Reading::by_counters},
    {"two-counted", "c", "planted", Reading::by_counters},
    {"two-uncounted", "c", "planted", Reading::not_certain},
    {"conntrack-untracked", "c", "planted", Reading::by_counters},
    {"bridge", "c", "planted", Reading::by_counters},
    {"bridge-uncounted", "c", "planted", Reading::not_certain},
    {"netdev", "c", "planted", Reading::by_counters, "", false},
    {"output", "c", "planted"},
    {"postrouting", "c", "planted", Reading::not_certain},
    {"redirected", "c", "planted", Reading::by_counters},
    {"iptables-nft", "INPUT", "planted", Reading::by_counters, "iptables"},
    {"iptables-nft-policy", "INPUT", "", Reading::certain, "iptables"},
    {"ip6tables-nft", "deep", "--dport 50103 -j REJECT", Reading::by_counters, "iptables"},
    {"iptables-legacy", "INPUT", "--dport 50103 -j DROP", Reading::by_counters, "iptables", false},
    {"iptables-recent", "INPUT", "-m recent", Reading::by_counters, "iptables"},
    {"ufw-deny", "ufw-user-input", "--dport 50103", Reading::by_counters, "ufw deny 50103/udp"},
    {"ufw-default", "INPUT", "", Reading::certain, "ufw default deny incoming"},
    {"ufw-reject-from",
     "ufw-user-input",
     "-j REJECT",
     Reading::by_counters,
     "ufw reject from 10.77.0.1 to any port 50103 proto udp"},
    {"ufw-deny-out",
     "ufw-user-output",
     "--dport 50103",
     Reading::by_counters,
     "ufw deny out 50103/udp"},
    {"ufw-ipv6",
     "ufw6-user-input",
     "--dport 50103",
     Reading::not_certain,
     "ufw deny in on eth0 from any to any port 50103 proto udp"},
    {"firewalld-zone", "filter_IN_public", "reject", Reading::certain, "firewalld zone public"},
    {"firewalld-rich-rule",
     "filter_IN_public_deny",
     "drop",
     Reading::certain,
     "firewalld zone public, its own rules"},
    {"firewalld-drop-zone", "filter_IN_drop", "drop", Reading::certain, "firewalld zone drop"},
    {"fail2ban-iptables", "f2b-sshd", "10.77.0.1", Reading::by_counters, "fail2ban jail sshd"},
    {"fail2ban-nftables", "f2b-chain", "addr-set-sshd", Reading::certain, "fail2ban jail sshd"},
};

INSTANTIATE_TEST_SUITE_P(
    Captured,
    ScenarioTest,
    testing::ValuesIn(scenarios),
    [](const testing::TestParamInfo<Scenario>& one) {
      std::string name = one.param.name;
      for (char& letter : name) letter = letter == '-' ? '_' : letter;
      return name;
    }
);

}  // namespace
}  // namespace oakprobe::rules
