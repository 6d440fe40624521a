#include "rules/trace_event.hpp"

#include "rules/ruleset.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <vector>

#include <linux/netfilter.h>

namespace oakprobe::rules {
namespace {

Packet probe(std::uint16_t port) {
  Packet packet;
  packet.source = parse_ip_address("10.0.0.1").value();
  packet.destination = parse_ip_address("10.0.0.2").value();
  packet.source_port = 40'000;
  packet.destination_port = port;
  return packet;
}

TraceEvent event(std::uint32_t id, std::uint64_t handle, std::optional<std::uint32_t> verdict) {
  TraceEvent out;
  out.id = id;
  out.family = "inet";
  out.table = "t";
  out.chain = "c";
  out.handle = handle;
  out.verdict = verdict;
  return out;
}

TraceEvent first(std::uint32_t id, std::uint16_t port) {
  TraceEvent out = event(id, 1, NF_ACCEPT);
  out.packet = probe(port);
  return out;
}

std::uint64_t handle_of(const std::vector<TraceEvent>& events, const Packet& packet) {
  const auto rule = rule_that_ended(packet, events, Ruleset{});
  return rule ? rule->handle : 0;
}

TEST(RuleThatEnded, IsThatOfTheWatchedPacketAlone) {
  const std::vector<TraceEvent> events = {
      first(1, 53), first(2, 50'103), event(1, 7, NF_DROP), event(2, 8, NF_DROP)};
  EXPECT_EQ(handle_of(events, probe(53)), 7U);
  EXPECT_EQ(handle_of(events, probe(50'103)), 8U);
  EXPECT_EQ(handle_of(events, probe(54)), 0U);
  Packet any_port = probe(53);
  any_port.source_port = std::nullopt;
  EXPECT_EQ(handle_of(events, any_port), 7U);
}

TEST(RuleThatEnded, IsNoneOfSeveral) {
  EXPECT_EQ(
      handle_of(
          {first(1, 53), event(1, 7, NF_DROP), first(2, 53), event(2, 8, NF_DROP)}, probe(53)
      ),
      0U
  );
  EXPECT_EQ(
      handle_of(
          {first(1, 53), event(1, 7, NF_DROP), first(2, 53), event(2, 7, NF_DROP)}, probe(53)
      ),
      7U
  );
}

TEST(RuleThatEnded, IsNoneWhereNothingEnded) {
  EXPECT_EQ(handle_of({}, probe(53)), 0U);
  EXPECT_EQ(handle_of({first(1, 53), event(1, 7, NF_ACCEPT), event(1, 8, {})}, probe(53)), 0U);
  EXPECT_EQ(handle_of({event(1, 7, NF_DROP)}, probe(53)), 0U);  // whose packet nobody saw
}

TEST(RuleThatEnded, IsToldAsTheKernelDoesWhereTheRulesetDoesNotHaveIt) {
  const std::vector<TraceEvent> events = {first(1, 53), event(1, 0, NF_DROP)};
  const auto rule = rule_that_ended(probe(53), events, Ruleset{});
  ASSERT_TRUE(rule);
  EXPECT_TRUE(rule->policy);
  EXPECT_EQ(rule->table, "t");
  EXPECT_EQ(rule->source, evidence::RuleSource::traced);
}

TEST(DecodeTraceEvent, RefusesOtherMessages) {
  const std::array<std::byte, 4> header{std::byte{1}};
  EXPECT_FALSE(decode_trace_event(0x0a11, header));  // without attributes
  EXPECT_FALSE(decode_trace_event(0x0a10, header));
  EXPECT_FALSE(decode_trace_event(0x0a11, {}));
}

}  // namespace
}  // namespace oakprobe::rules
