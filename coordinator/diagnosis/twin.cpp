#include "coordinator/diagnosis/twin.hpp"

#include "coordinator/diagnosis/addresses.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

std::optional<MacAddress> twin_of(const Scene& scene) {
  const NodeObservation& target = *scene.evidence->target;
  if (!scene.dialled || scene.nat || scene.same_host || target.link_addresses.empty())
    return std::nullopt;
  if (!owns(target, *scene.dialled).value_or(false)) return std::nullopt;
  const auto& neighbours = scene.evidence->source->link_neighbours;
  const auto found = std::ranges::find_if(neighbours, [&](const evidence::LinkNeighbour& one) {
    return unmapped(one.address) == *scene.dialled;
  });
  if (found == neighbours.end()) return std::nullopt;
  const bool own =
      std::ranges::find(target.link_addresses, found->link_address) != target.link_addresses.end();
  return own ? std::nullopt : std::optional(found->link_address);
}

}  // namespace oakprobe::diagnosis
