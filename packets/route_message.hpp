#pragma once

#include "base/ip_prefix.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace oakprobe::packets {

struct Route {
  // Of the first next hop. A route that refuses has none: then the type's name, "unreachable",
  // "blackhole", "prohibit" or "throw".
  std::string interface;
  IpPrefix destination;
  bool on_link = false;         // without a router in between
  std::uint32_t next_hops = 1;  // several: multipath; 0: a route that refuses

  friend bool operator==(const Route&, const Route&) = default;
};

// How an interface is called, by its index.
using InterfaceName = std::function<std::string(std::uint32_t index)>;

// One RTM_NEWROUTE of the kernel, from its rtmsg on. nullopt: malformed, or none of the main
// table's unicast routes and its default route that refuses. Link-local and multicast ones are left
// out.
[[nodiscard]] std::optional<Route> route_in(
    std::span<const std::byte> message, const InterfaceName& name_of
);

}  // namespace oakprobe::packets
