#pragma once

#include "packets/route_message.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace oakprobe::net {

// The main table's routes, at most routes_max of each family, as the kernel tells them over
// rtnetlink(7) (/proc/net/route shows one next hop of several). Left out: routes that refuse, save
// the default one; the kernel's local and multicast entries; link-local addresses. An interface
// that the machine does not have (any more) is called by its number. nullopt: could not be read.
[[nodiscard]] std::optional<std::vector<packets::Route>> ipv4_routes(std::size_t routes_max);
[[nodiscard]] std::optional<std::vector<packets::Route>> ipv6_routes(std::size_t routes_max);

}  // namespace oakprobe::net
