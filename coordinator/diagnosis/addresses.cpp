#include "coordinator/diagnosis/addresses.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

bool is_same_host(const NodeObservation& a, const NodeObservation& b) {
  if (&a == &b) return true;
  if (a.facts.boot_id.empty() || a.facts.boot_id != b.facts.boot_id) return false;
  const std::uint64_t stack = a.facts.network_namespace;
  if (stack != 0 && b.facts.network_namespace != 0) return stack == b.facts.network_namespace;
  return !a.facts.addresses.empty() && a.facts.addresses == b.facts.addresses;
}

bool is_another_host(const NodeObservation& a, const NodeObservation& b) {
  const bool known = !a.facts.boot_id.empty() && !b.facts.boot_id.empty();
  return known && !is_same_host(a, b);
}

std::optional<bool> owns(const NodeObservation& node, const IpAddress& address) {
  if (address.is_loopback() || address.is_unspecified()) return true;
  const auto& own = node.facts.addresses;
  if (own.empty()) return std::nullopt;
  return std::any_of(own.begin(), own.end(), [&](const IpAddress& one) {
    return unmapped(one) == unmapped(address);
  });
}

bool is_behind_nat(
    const NodeObservation& source, const NodeObservation& target, const IpAddress& dialled
) {
  if (target.facts.addresses.empty()) return false;
  // A loopback address never leaves the source: it is the target's only on the same host.
  if (dialled.is_loopback())
    return !source.facts.addresses.empty() && !is_same_host(source, target);
  return owns(target, dialled) == std::optional(false);
}

}  // namespace oakprobe::diagnosis
