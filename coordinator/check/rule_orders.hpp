#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "wire/messages.hpp"

#include <cstddef>
#include <vector>

namespace oakprobe::check {

// So many paths are watched for the rules that end them: in all, and of each common cause. The
// others inherit what is found, as they inherit the cause.
inline constexpr std::size_t watched_paths_max = 64;
inline constexpr std::size_t watched_paths_of_cause_max = 4;

// In a check of more nodes no agent starts a reader of rules, unless a trace is wanted: so many are
// started for what few need.
inline constexpr std::size_t rule_readers_max = 200;

// Agents that read rules, by NodeId, and whether the kernel is to trace.
struct RuleReaders {
  std::vector<bool> at;
  bool trace = false;

  [[nodiscard]] bool has(NodeId node) const {
    return index_of(node) < at.size() && at[index_of(node)];
  }
};

// Where the path may end at a packet filter that one of them reads: a rule can be named where it
// is known to end there, and, with a trace, wherever it may (diagnosis::blocking_rule()).
[[nodiscard]] diagnosis::SegmentSet readable_filters(
    const diagnosis::FinishedPath& path, const RuleReaders& readers
);

// Which packets each agent is to watch, by NodeId: of paths that are judged and looked at once
// more, and of those that the source's kernel did not let out. A packet is left out where the host
// sees other addresses than are known: behind a NAT, and at a port that Docker publishes, which
// goes by FORWARD. A source that nobody saw is unspecified. Pure.
[[nodiscard]] std::vector<wire::RulesOrder> rule_orders(
    const diagnosis::FinishedCheck& check,
    const std::vector<wire::LookOrder>& looks,
    const RuleReaders& readers
);

// How many of each watched packet the closer look sent.
[[nodiscard]] wire::RulesRequest rules_request(
    const diagnosis::FinishedCheck& check, const wire::RulesOrder& order
);

}  // namespace oakprobe::check
