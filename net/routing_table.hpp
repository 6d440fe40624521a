#pragma once

#include "base/ip_prefix.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::net {

struct Route {
  std::string interface;
  IpPrefix destination;
  bool on_link = false;  // IPv4: without a router in between

  friend bool operator==(const Route&, const Route&) = default;
};

// The main table's routes to somewhere, at most routes_max of each family. Left out: what rejects,
// the kernel's local and multicast entries, and link-local addresses. nullopt: could not be read.
[[nodiscard]] std::optional<std::vector<Route>> ipv4_routes(std::size_t routes_max);
[[nodiscard]] std::optional<std::vector<Route>> ipv6_routes(std::size_t routes_max);

// The same of the text of /proc/net/route and /proc/net/ipv6_route.
[[nodiscard]] std::vector<Route> parse_ipv4_routes(std::string_view table, std::size_t routes_max);
[[nodiscard]] std::vector<Route> parse_ipv6_routes(std::string_view table, std::size_t routes_max);

}  // namespace oakprobe::net
