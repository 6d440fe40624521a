#include "coordinator/check/late_errors.hpp"

#include "base/ip_prefix.hpp"
#include "evidence/waypoint.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace oakprobe::check {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::PathState;

bool passed(const PathState& path, evidence::Waypoint waypoint) {
  return path.waypoints[static_cast<std::size_t>(waypoint)].value_or(0) > 0;
}

bool arrived(const PathState& path) {
  return passed(path, evidence::Waypoint::reached_target) ||
         passed(path, evidence::Waypoint::delivered) ||
         passed(path, evidence::Waypoint::answer_delivered);
}

// Nothing came back. Where the probes arrived and were not let in, nothing will.
bool is_silent(const PathState& path) {
  if (!path.dial || path.dial->sent.empty() || !path.dial->answered.empty()) return false;
  if (!path.dial->failures.empty() || path.verdict->status == diagnosis::Status::closed)
    return false;
  return passed(path, evidence::Waypoint::delivered) || !arrived(path);
}

bool on_one_link(const evidence::Facts& one, const evidence::Facts& other) {
  return std::ranges::any_of(one.tables.on_link, [&](const IpPrefix& link) {
    return std::ranges::any_of(other.addresses, [&](const IpAddress& address) {
      return link.contains(address);
    });
  });
}

// A probe that came to its target.
struct Arrival {
  NodeId source{};
  std::string_view address;  // that was dialled
};

// By target.
std::vector<std::vector<Arrival>> arrivals_of(const FinishedCheck& check) {
  std::vector<std::vector<Arrival>> arrivals(check.nodes.size());
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    const PathId id = check.paths.id_at(at);
    if (id.source != id.target && arrived(check.paths.state_at(at)))
      arrivals[index_of(id.target)].push_back({id.source, check.paths.end_at(at).address->text()});
  }
  return arrivals;
}

}  // namespace

bool may_hear_more(const FinishedCheck& check) {
  const auto arrivals = arrivals_of(check);
  const auto facts = [&](NodeId node) -> const evidence::Facts& {
    return check.nodes[index_of(node)].observation.facts;
  };
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    const PathId id = check.paths.id_at(at);
    const PathState& path = check.paths.state_at(at);
    if (check.inventory.flow(id.flow).protocol != Protocol::udp || !is_silent(path)) continue;
    if (arrived(path) || !passed(path, evidence::Waypoint::left_source)) return true;
    const std::string_view address = check.paths.end_at(at).address->text();
    const bool known = std::ranges::any_of(arrivals[index_of(id.target)], [&](const Arrival& one) {
      return one.address == address && on_one_link(facts(id.source), facts(one.source));
    });
    if (!known) return true;
  }
  return false;
}

}  // namespace oakprobe::check
