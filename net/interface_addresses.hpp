#pragma once

#include "base/ip_address.hpp"

#include <optional>
#include <vector>

namespace oakprobe::net {

// Addresses of all interfaces that are up; loopback addresses and IPv6 link-local ones are left
// out.
[[nodiscard]] std::vector<IpAddress> interface_addresses();

// The IPv4 address that NetManager takes for its own: the first one of the default route's
// interface (node-net-manager/network/NetUtils.go). nullopt: no IPv4 default route.
[[nodiscard]] std::optional<IpAddress> default_route_address();

// Whether the kernel has a route to the address, optionally from the given one. Nothing is sent.
[[nodiscard]] bool has_route_to(const IpAddress& address, const std::optional<IpAddress>& from);

}  // namespace oakprobe::net
