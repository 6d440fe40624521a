#pragma once

#include "base/ip_prefix.hpp"
#include "oakestra/configuration.hpp"

#include <optional>

namespace oakprobe::oakestra {

// What NetManager's TUN takes of a family once it runs: TunnelIP/12 and TunNetIPv6/7, by default
// 10.16.0.0/12 and fc00::/7 (node-net-manager/proxy/ProxySetup.go). nullopt: the field is no
// address of that family, and the TUN gets none.
[[nodiscard]] std::optional<IpPrefix> overlay_ipv4(const TunnelConfig& tuncfg);
[[nodiscard]] std::optional<IpPrefix> overlay_ipv6(const TunnelConfig& tuncfg);

}  // namespace oakprobe::oakestra
