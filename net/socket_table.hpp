#pragma once

#include "base/ip_address.hpp"
#include "base/protocol.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <vector>

namespace oakprobe::net {

// A socket that waits for strangers: a TCP listener, or an unconnected UDP socket.
struct BoundSocket {
  std::uint16_t port = 0;
  IpAddress local;  // 0.0.0.0 or :: for any; an IPv4-mapped one as IPv4
  bool ipv6_only = false;
  std::uint32_t interface = 0;  // that it is bound to (SO_BINDTODEVICE); 0: any
  std::uint64_t inode = 0;      // for process_of_socket()
  std::uint32_t drops = 0;      // what did not fit into its buffer or had a wrong checksum, so far
};

// Those of the port in this network namespace, of both families: a dual-stack daemon, as Go's, is
// an IPv6 socket (sock_diag(7); no privilege). An error: the kernel doesn't tell.
[[nodiscard]] Result<std::vector<BoundSocket>> bound_sockets(ListenPort port);

// Of all ports.
[[nodiscard]] Result<std::vector<BoundSocket>> bound_sockets(Protocol protocol);

// Whether what arrives for this address is the socket's.
[[nodiscard]] bool takes(const BoundSocket& socket, const IpAddress& destination);

// A connection for which the kernel has sent a SYN-ACK and waits for the last ACK.
struct HalfOpenConnection {
  std::uint16_t port = 0;  // of this host
  IpAddress peer;
  std::uint16_t peer_port = 0;
};

inline constexpr std::size_t half_open_max = 65'536;

// All of them, half_open_max at most. One whose SYN-ACK was dropped on its way stays for seconds;
// one whose SYN-ACK the host's own OUTPUT dropped for about one: read it while the attempt is open.
// Under SYN cookies there are none.
[[nodiscard]] Result<std::vector<HalfOpenConnection>> half_open_connections();

}  // namespace oakprobe::net
