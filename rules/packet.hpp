#pragma once

#include "base/ip_address.hpp"
#include "base/protocol.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace oakprobe::rules {

// A packet as a host's packet filter sees it. What is not known makes a rule that asks for it
// neither match nor miss.
struct Packet {
  Protocol protocol = Protocol::udp;
  std::optional<IpAddress> source;  // nullopt: nobody saw it
  IpAddress destination;            // unspecified: any of its family
  std::optional<std::uint16_t> source_port;
  std::optional<std::uint16_t> destination_port;
  bool leaves = false;   // made on this host (OUTPUT), else for it (INPUT)
  bool answers = false;  // conntrack knows its connection (established); else it is new
  // "eth0": by which it comes or leaves. nullopt: not known, but not by the loopback's. "lo" must
  // be said of packets between two of this host's addresses; from one to itself it goes without
  // saying.
  std::optional<std::string> interface;

  // Where this host sends on what comes in for `destination`, by a translation that is known.
  struct Container {
    IpAddress address;
    std::uint16_t port = 0;
    std::optional<std::string> interface;  // by which it leaves; nullopt: not known
  };
  std::optional<Container> container;
};

}  // namespace oakprobe::rules
