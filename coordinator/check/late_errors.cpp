#include "coordinator/check/late_errors.hpp"

#include "base/ip_prefix.hpp"
#include "wire/waypoint.hpp"

#include <algorithm>
#include <string>

namespace oakprobe::check {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;

bool passed(const FinishedPath& path, wire::Waypoint waypoint) {
  return path.waypoints[static_cast<std::size_t>(waypoint)].value_or(0) > 0;
}

bool arrived(const FinishedPath& path) {
  return passed(path, wire::Waypoint::reached_target) || passed(path, wire::Waypoint::delivered) ||
         passed(path, wire::Waypoint::answer_delivered);
}

bool is_silent(const FinishedCheck& check, const FinishedPath& path) {
  return check.inventory.flow(path.id.flow).protocol == Protocol::udp && path.dial &&
         !path.dial->sent.empty() && path.dial->answered.empty() && path.dial->failures.empty() &&
         !is_as_expected(*path.verdict) && !arrived(path);
}

bool on_one_link(const wire::Facts& one, const wire::Facts& other) {
  return std::ranges::any_of(one.tables.on_link, [&](const IpPrefix& link) {
    return std::ranges::any_of(other.addresses, [&](const IpAddress& address) {
      return link.contains(address);
    });
  });
}

bool is_way_known(const FinishedCheck& check, const FinishedPath& silent) {
  if (!passed(silent, wire::Waypoint::left_source)) return false;
  const auto facts = [&](NodeId node) -> const wire::Facts& {
    return check.nodes[index_of(node)].observation.facts;
  };
  return std::ranges::any_of(check.paths, [&](const FinishedPath& path) {
    return path.id.target == silent.id.target && path.id.source != path.id.target &&
           *path.address == *silent.address && arrived(path) &&
           on_one_link(facts(silent.id.source), facts(path.id.source));
  });
}

}  // namespace

bool may_hear_of_neighbours(const FinishedCheck& check) {
  return std::ranges::any_of(check.paths, [&](const FinishedPath& path) {
    return is_silent(check, path) && !is_way_known(check, path);
  });
}

}  // namespace oakprobe::check
