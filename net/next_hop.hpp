#pragma once

#include "base/ip_address.hpp"
#include "base/mac_address.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace oakprobe::net {

// What the kernel knows of a neighbour's link-layer address (RFC 4861 §7.3.2; ip-neighbour(8)).
enum class NeighbourState : std::uint8_t {
  unknown,     // never asked for, forgotten, or a link that has no such addresses
  asking,      // asked for, no answer yet (INCOMPLETE)
  unanswered,  // asked for in vain (FAILED)
  known,
};

// The first step on the way to an address, as the kernel would take it now. Nothing is sent.
struct NextHop {
  IpAddress address;       // the gateway, or the destination where it is on the link
  unsigned interface = 0;  // index of the outgoing one
  std::string device;      // its name
  bool link_up = true;     // it is up and has a carrier
  NeighbourState neighbour = NeighbourState::unknown;
  std::optional<MacAddress> link_address;  // where it is known, and has six bytes
};

// An error: there is no way (ENETUNREACH, EHOSTUNREACH; EACCES for a prohibited one), or the kernel
// doesn't tell. With a source address, the way that a packet from it would take.
[[nodiscard]] Result<NextHop> next_hop_to(
    const IpAddress& destination, const std::optional<IpAddress>& source = std::nullopt
);

// The routing table that has the way (254: the main one, ip-route(8)); nullopt: as above.
[[nodiscard]] std::optional<std::uint32_t> routing_table_to(
    const IpAddress& destination, const std::optional<IpAddress>& source = std::nullopt
);

// The device and the gateway that the kernel would take, and no more; nullopt: no way, or not told.
struct WayOut {
  unsigned interface = 0;
  std::optional<IpAddress> gateway;
};
[[nodiscard]] std::optional<WayOut> way_out_to(
    const IpAddress& destination, const std::optional<IpAddress>& source = std::nullopt
);

// Whether something leaves in disguise: there are IPsec policies for outgoing packets (ip-xfrm(8)).
// nullopt: may not be read (it needs CAP_NET_ADMIN).
[[nodiscard]] std::optional<bool> has_ipsec_policies();

}  // namespace oakprobe::net
