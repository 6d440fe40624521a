#include "probe-agent/host/overlay_way.hpp"

#include "net/next_hop.hpp"
#include "oakestra/overlay.hpp"

#include <utility>

namespace oakprobe::agent {

OverlayWay::OverlayWay(const oakestra::TunnelConfig& tuncfg, std::optional<IpAddress> source)
    : tuncfg_(tuncfg), source_(std::move(source)) {}

bool OverlayWay::is_in_range(const IpAddress& address) const {
  const auto range =
      address.is_v4() ? oakestra::overlay_ipv4(tuncfg_) : oakestra::overlay_ipv6(tuncfg_);
  return range && range->contains(address);
}

bool OverlayWay::leads_to(const IpAddress& address) {
  if (!is_in_range(address)) return false;
  const auto [place, is_new] = known_.try_emplace(address, false);
  if (is_new) {
    const auto hop = net::NextHops(source_).to(address);
    place->second = hop && hop->device == tuncfg_.device;
  }
  return place->second;
}

}  // namespace oakprobe::agent
