#pragma once

#include "base/ip_address.hpp"
#include "base/protocol.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace oakprobe::packets {

// One socket of a network namespace that holds a local port.
struct PortHolder {
  IpAddress local;
  std::uint16_t port = 0;
  bool takes_any_address = false;  // bound to 0.0.0.0 or ::
  // A TCP listener or an unconnected UDP socket; false: a connection that has the port as source.
  bool owner = false;
  bool time_wait = false;  // a TCP connection that is over: nobody holds it
  std::uint64_t inode = 0;
};

// The sockets of the port, of the text of one table (/proc/net/{tcp,udp}{,6}, proc(5)). What makes
// no sense is left out.
[[nodiscard]] std::vector<PortHolder> holders_in(
    std::string_view table, Protocol protocol, std::uint16_t port
);

// Those that take datagrams from anybody, of whatever port, of the text of /proc/net/udp or udp6.
[[nodiscard]] std::vector<PortHolder> udp_owners_in(std::string_view table);

}  // namespace oakprobe::packets
