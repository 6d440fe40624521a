#include "rules/nft_reader.hpp"

#include "rules/json_items.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe::rules {
namespace {

std::string document(const std::string& items) { return "{\"nftables\": [" + items + "]}"; }

std::string rule(const std::string& expressions) {
  return R"({"rule": {"family": "inet", "table": "t", "chain": "c", "handle": 7, "expr": [)" +
         expressions + "]}}";
}

std::string compared(const std::string& left, const std::string& op, const std::string& right) {
  return R"({"match": {"op": ")" + op + R"(", "left": )" + left + R"(, "right": )" + right + "}}";
}

Rule read_one(const std::string& items) {
  Ruleset rules;
  EXPECT_TRUE(read_nft(document(items), rules));
  return rules.tables.at(0).chains.at(0).rules.at(0);
}

Truth matches(const Rule& rule) {
  PacketState state;
  state.packet.source = parse_ip_address("10.0.0.1").value();
  state.packet.destination = parse_ip_address("10.0.0.2").value();
  state.packet.source_port = 40'000;
  state.packet.destination_port = 53;
  state.tracked = Truth::yes;
  Truth truth = Truth::yes;
  for (const Match& match : rule.matches) truth = both(truth, truth_of(match, state));
  return truth;
}

constexpr const char* port = R"({"payload": {"protocol": "udp", "field": "dport"}})";
constexpr const char* source = R"({"payload": {"protocol": "ip", "field": "saddr"}})";
constexpr const char* state_of = R"({"ct": {"key": "state"}})";

TEST(NftReader, ComparesInAllWays) {
  struct Case {
    std::string expression;
    Truth truth;
    const char* text;
  };
  const Case cases[] = {
      {compared(port, "==", "53"), Truth::yes, "udp dport 53"},
      {compared(port, "!=", "53"), Truth::no, "udp dport != 53"},
      {compared(port, "<", "53"), Truth::no, "udp dport < 53"},
      {compared(port, "<", "54"), Truth::yes, "udp dport < 54"},
      {compared(port, "<=", "53"), Truth::yes, "udp dport <= 53"},
      {compared(port, ">", "53"), Truth::no, "udp dport > 53"},
      {compared(port, ">=", "53"), Truth::yes, "udp dport >= 53"},
      {compared(port, "<", "0"), Truth::no, "udp dport < 0"},
      {compared(port, ">=", "0"), Truth::yes, "udp dport >= 0"},
      {compared(port, "==", R"({"range": [50, 60]})"), Truth::yes, "udp dport 50-60"},
      {compared(port, "==", R"({"set": [1, {"range": [50, 60]}]})"),
       Truth::yes,
       "udp dport { 1, 50-60 }"},
      {compared(source, "==", R"({"prefix": {"addr": "10.0.0.0", "len": 8}})"),
       Truth::yes,
       "ip saddr 10.0.0.0/8"},
      {compared(source, "==", "\"@gone\""), Truth::not_known, "ip saddr @gone"},
      {compared(R"({"payload": {"protocol": "ip6", "field": "saddr"}})", "!=", "\"::1\""),
       Truth::no,
       "ip6 saddr != ::1"},
      {compared(R"({"payload": {"protocol": "tcp", "field": "dport"}})", "!=", "22"),
       Truth::no,
       "tcp dport != 22"},
      {compared(R"({"&": [)" + std::string(source) + R"(, "0.0.0.255"]})", "==", "\"0.0.0.1\""),
       Truth::yes,
       "ip saddr & 0.0.0.255 == 0.0.0.1"},
      {compared(state_of, "in", R"(["established", "related"])"),
       Truth::no,
       "ct state established,related"},
      {compared(state_of, "in", "\"new\""), Truth::yes, "ct state new"},
      {compared(state_of, "==", R"({"set": ["new", "untracked"]})"),
       Truth::yes,
       "ct state { new, untracked }"},
      {compared(R"({"ct": {"key": "status"}})", "in", "\"dnat\""), Truth::no, "ct status dnat"},
      {compared(R"({"ct": {"key": "status"}})", "in", "\"seen-reply\""),
       Truth::not_known,
       "ct status seen-reply"},
      {compared(R"({"meta": {"key": "mark"}})", "==", "1"), Truth::not_known, "meta mark 1"},
      {compared(R"({"meta": {"key": "iifname"}})", "==", "\"lo\""), Truth::no, "iifname \"lo\""},
      {compared(R"({"fib": {"result": "oif", "flags": ["saddr", "iif"]}})", "==", "false"),
       Truth::not_known,
       "fib saddr . iif oif missing"},
      {R"({"limit": {"rate": 5, "burst": 5, "per": "second"}})",
       Truth::not_known,
       "limit rate 5/second"},
      {R"({"something new": {}})", Truth::not_known, R"({"something new":{}})"},
  };
  for (const Case& one : cases) {
    const Rule read = read_one(rule(one.expression));
    EXPECT_EQ(matches(read), one.truth) << one.text;
    EXPECT_EQ(read.text, one.text);
  }
}

TEST(NftReader, KnowsWhichCounterCountsWhat) {
  const std::string counter = R"({"counter": {"packets": 5, "bytes": 9}})";
  const std::string drop = R"({"drop": null})";
  const Rule last = read_one(rule(compared(port, "==", "53") + "," + counter + "," + drop));
  EXPECT_EQ(last.packets, 5U);
  EXPECT_TRUE(last.counts_verdicts);
  const Rule first = read_one(rule(counter + "," + compared(port, "==", "53") + "," + drop));
  EXPECT_EQ(first.packets, 5U);
  EXPECT_FALSE(first.counts_verdicts);
  const Rule shared = read_one(
      R"({"counter": {"family": "inet", "table": "t", "name": "n", "packets": 8, "bytes": 1}},)" +
      rule(R"({"counter": "n"},)" + drop)
  );
  EXPECT_EQ(shared.packets, 8U);
  EXPECT_FALSE(shared.counts_verdicts);
  EXPECT_FALSE(read_one(rule(drop)).packets);
}

TEST(NftReader, LeavesOutASetThatIsTooLarge) {
  const auto ruleset = [](std::size_t elements) {
    std::string set =
        R"({"set": {"family": "inet", "table": "t", "name": "s", "type": "ipv4_addr", "elem": ["10.0.0.1")";
    for (std::size_t at = 0; at < elements; ++at) set += ", \"11.22.33.44\"";
    return set + "]}}," + rule(compared(source, "==", "\"@s\""));
  };
  EXPECT_EQ(matches(read_one(ruleset(60'000))), Truth::yes);
  EXPECT_EQ(matches(read_one(ruleset(100'000))), Truth::not_known);
}

TEST(NftReader, RefusesARuleThatIsTooLarge) {
  Ruleset rules;
  const std::string text =
      rule(R"({"log": {"prefix": ")" + std::string(json_item_bytes_max, 'x') + "\"}}");
  EXPECT_FALSE(read_nft(document(text), rules));
}

TEST(NftReader, RefusesMoreTablesThanItReads) {
  const auto read = [](std::size_t tables) {
    std::string items;
    for (std::size_t at = 0; at < tables; ++at) {
      if (at > 0) items += ',';
      items +=
          R"({"chain": {"family": "ip", "table": "t)" + std::to_string(at) + R"(", "name": "c"}})";
    }
    Ruleset rules;
    return read_nft(document(items), rules).has_value();
  };
  EXPECT_TRUE(read(tables_max));
  EXPECT_FALSE(read(tables_max + 2));
}

}  // namespace
}  // namespace oakprobe::rules
