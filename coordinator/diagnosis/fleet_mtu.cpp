#include "coordinator/diagnosis/fleet_mtu.hpp"

#include "coordinator/diagnosis/closer_look.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

namespace oakprobe::diagnosis {
namespace {

// The largest TUN packet that is known to pass. nullopt: none is.
std::optional<int> tun_bytes_of(const FinishedPath& path, const SizeCount& sizes) {
  const auto dialled = path.dialled();
  const bool ipv6 = dialled && dialled->is_v6();
  const int bytes =
      (sizes.full_passed ? sizes.full : sizes.largest) - int{evidence::header_bytes(ipv6)};
  return bytes > 0 ? std::optional(bytes) : std::nullopt;
}

// The source's own filter or queue drops them: that is to be mended, whatever tunnels take.
bool is_own_queue(const CloserLook& look) { return look.seen.sizes.front().error == ENOBUFS; }

}  // namespace

void agree_on_tunnel_mtu(FinishedCheck& check) {
  if (!check.paths.any_state([](const PathState& state) { return state.look != nullptr; })) return;
  std::vector<std::size_t> failed;
  std::optional<int> smallest;
  for (std::size_t index = 0; index < check.paths.size(); ++index) {
    const PathState& state = check.paths.state_at(index);
    const inventory::Flow& flow = check.inventory.flow(check.paths.id_at(index).flow);
    if (!state.look || flow.service != inventory::Service::tunnel) continue;
    const auto sizes = sizes_of(*state.look);
    if (!sizes || !sizes->certain || is_own_queue(*state.look)) continue;
    const auto bytes = tun_bytes_of(check.paths[index], *sizes);
    if (!bytes) continue;
    smallest = std::min(smallest.value_or(*bytes), *bytes);
    if (state.verdict->cause == Cause::mtu) failed.push_back(index);
  }
  for (const std::size_t index : failed) {
    auto path = check.paths.edit(index);
    path->verdict.edit().tunnel_bytes = static_cast<std::uint16_t>(*smallest);
  }
}

}  // namespace oakprobe::diagnosis
