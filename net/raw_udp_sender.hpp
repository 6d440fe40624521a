#pragma once

#include "base/result.hpp"
#include "net/unique_fd.hpp"

#include <boost/asio/ip/udp.hpp>

#include <cstddef>
#include <span>

namespace oakprobe::net {

// Sends UDP datagrams from an address and port of this host that another process owns, through a
// raw socket that receives nothing. The host's OUTPUT rules apply as to any other datagram.
class RawUdpSender {
 public:
  using Endpoint = boost::asio::ip::udp::endpoint;

  // EPERM without CAP_NET_RAW.
  [[nodiscard]] static Result<RawUdpSender> open(bool ipv6);

  // 0, or errno: EPERM is the host's own firewall, EINVAL a source address that is not its own.
  // Both ends are of the sender's family. The payload is a probe or an echo: never empty, and not
  // such that NetManager would take it for an IP packet (docs/wire-protocol.md).
  [[nodiscard]] int send(
      const Endpoint& from, const Endpoint& to, std::span<const std::byte> payload
  ) const;

 private:
  RawUdpSender(UniqueFd fd, bool ipv6) : fd_(std::move(fd)), ipv6_(ipv6) {}

  UniqueFd fd_;
  bool ipv6_;
};

}  // namespace oakprobe::net
