#include "coordinator/timeline/outline.hpp"

#include <algorithm>
#include <tuple>

namespace oakprobe::timeline {

std::string_view Outline::keep(std::string_view name) {
  const auto known = names_.find(name);
  return known != names_.end() ? *known : *names_.emplace(name).first;
}

void Outline::sort() {
  std::ranges::sort(paths, [](const OutlinedPath& one, const OutlinedPath& other) {
    return compare_names(one, other) < 0;
  });
  std::ranges::sort(times, {}, [](const OutlinedTime& time) {
    return std::tie(time.flow, time.from, time.to);
  });
  std::ranges::sort(nodes);
}

Outline outline_of(const diagnosis::FinishedCheck& check) {
  Outline outline;
  outline.head = {check.run_id, parse_utc(check.started).value_or(UtcSeconds()), check.deployment};
  std::vector<std::string_view> names;
  for (const inventory::Node& node : check.inventory.nodes)
    names.push_back(outline.keep(node.name));
  std::vector<std::string_view> flows;
  for (const inventory::Flow& flow : check.inventory.flows) flows.push_back(outline.keep(flow.id));
  outline.nodes = names;
  outline.paths.reserve(check.paths.size());
  check.paths.for_each_id([&](std::uint32_t position, const PathId& id) {
    const diagnosis::PathState& state = check.paths.state_at(position);
    if (!state.verdict) return;
    OutlinedPath path{
        flows[index_of(id.flow)],
        names[index_of(id.source)],
        names[index_of(id.target)],
        {},
        {},
        {}};
    const PathOutcome outcome = outcome_of(*state.verdict, state.accepted);
    (outcome.status == diagnosis::Status::unknown ? path.unknown : path.known) = outcome;
    if (const auto time = check.paths.round_trip_at(position)) path.median_us = time->median_us;
    outline.paths.push_back(path);
  });
  outline.sort();
  return outline;
}

}  // namespace oakprobe::timeline
