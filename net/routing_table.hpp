#pragma once

#include "base/ip_prefix.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::net {

struct Route {
  // Of the first next hop. A route that refuses has none: then the type's name, "unreachable",
  // "blackhole", "prohibit" or "throw".
  std::string interface;
  IpPrefix destination;
  bool on_link = false;         // without a router in between
  std::uint32_t next_hops = 1;  // several: multipath; 0: a route that refuses

  friend bool operator==(const Route&, const Route&) = default;
};

// The main table's routes, at most routes_max of each family, as the kernel tells them over
// rtnetlink(7) (/proc/net/route shows one next hop of several). Left out: routes that refuse, save
// the default one; the kernel's local and multicast entries; link-local addresses. nullopt: could
// not be read.
[[nodiscard]] std::optional<std::vector<Route>> ipv4_routes(std::size_t routes_max);
[[nodiscard]] std::optional<std::vector<Route>> ipv6_routes(std::size_t routes_max);

// One RTM_NEWROUTE of the kernel, from its rtmsg on; nullopt: not one of the above. An interface
// that the machine does not have (any more) is called by its number.
[[nodiscard]] std::optional<Route> read_route(std::span<const std::byte> message);

}  // namespace oakprobe::net
