#pragma once

#include "evidence/firewall_rule.hpp"
#include "rules/packet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::rules {

struct Ruleset;

// One event of nf_tables' trace (NFT_MSG_TRACE; linux/netfilter/nf_tables.h, nft_trace_attributes).
struct TraceEvent {
  std::uint32_t id = 0;  // of the packet
  std::string family;
  std::string table;
  std::string chain;
  std::uint64_t handle = 0;  // 0: the chain's policy, or its end
  std::optional<std::uint32_t> verdict;
  // Of the packet, where the event has its headers: the first of each table does.
  std::optional<Packet> packet;
};

// The payload of one netlink message, behind nlmsghdr. Total. nullopt: it is no trace event.
[[nodiscard]] std::optional<TraceEvent> decode_trace_event(
    std::uint16_t message_type, std::span<const std::byte> payload
);

// The rule that ended packets like this one, as the kernel told: RuleSource::traced. nullopt: none
// of them, or several.
[[nodiscard]] std::optional<evidence::FirewallRule> rule_that_ended(
    const Packet& packet, std::span<const TraceEvent> events, const Ruleset& rules
);

}  // namespace oakprobe::rules
