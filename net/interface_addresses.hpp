#pragma once

#include "base/ip_address.hpp"
#include "base/ip_prefix.hpp"
#include "net/unique_fd.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::net {

// Addresses of all interfaces that are up; loopback addresses and IPv6 link-local ones are left
// out.
[[nodiscard]] std::vector<IpAddress> interface_addresses();

// An interface's address, and how many of its bits are its network's.
struct InterfaceNetwork {
  std::string interface;
  IpPrefix network;
};

// Of all interfaces that are up; IPv6 link-local ones are left out.
[[nodiscard]] std::vector<InterfaceNetwork> interface_networks();

// The first IPv4 address of an interface that is up.
[[nodiscard]] std::optional<IpAddress> ipv4_address_of(std::string_view interface);

// The address that a packet to this destination would leave from; nullopt: no route. Nothing is
// sent.
[[nodiscard]] std::optional<IpAddress> source_address_to(const IpAddress& destination);

// Whether the kernel has a route to an address, optionally from the given one: asked of one socket,
// since one for each of a thousand addresses takes ten times as long. Nothing is sent.
class RouteLookup {
 public:
  explicit RouteLookup(std::optional<IpAddress> from);

  // True too where it can't be found out.
  [[nodiscard]] bool finds(const IpAddress& address);

 private:
  [[nodiscard]] const UniqueFd& socket_for(const IpAddress& address);

  std::optional<IpAddress> from_;
  std::array<UniqueFd, 2> sockets_;  // IPv4, IPv6: opened when one is needed
};

}  // namespace oakprobe::net
