#pragma once

#include "base/ip_address.hpp"
#include "net/network_namespace.hpp"
#include "net/unique_fd.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <set>
#include <type_traits>

namespace oakprobe::agent {

// Where a probe may leave from.
struct ProbeSource {
  std::optional<IpAddress> bind;  // this address; nullopt: any
  // Every port that the run plans to dial or bind: a probe from one would open a stateful firewall
  // for what follows, and take the port from whoever wants it.
  std::set<std::uint16_t> forbidden_ports;
};

// Opens a socket, there or in this network namespace. 0, or the errno.
template <class Socket>
[[nodiscard]] int open_in(
    Socket& socket, const typename Socket::protocol_type& family, const net::NetworkNamespace* there
) {
  boost::system::error_code failed;
  if (there == nullptr) {
    socket.open(family, failed);
    return failed.value();
  }
  net::UniqueFd fd = there->open_socket(family.family(), family.type());
  if (!fd.valid()) return errno;
  socket.assign(family, fd.get(), failed);
  if (!failed) static_cast<void>(fd.release());
  return failed.value();
}

// Opens a socket (boost::asio::ip::tcp::socket or udp::socket), non-blocking and bound to an
// ephemeral port that is not forbidden, or to the port given, which sockets before it may have had.
// 0, or the errno that stopped it. In another network namespace, where there is one given, the
// address to bind is not the agent's business.
template <class Socket>
[[nodiscard]] int open_source_socket(
    Socket& socket,
    bool ipv6,
    const ProbeSource& source,
    const net::NetworkNamespace* there = nullptr,
    std::uint16_t port = 0
) {
  constexpr int draws_max = 64;
  using Endpoint = typename Socket::endpoint_type;
  using Transport = typename Socket::protocol_type;
  const Transport family = ipv6 ? Transport::v6() : Transport::v4();
  const bool bound_family = there == nullptr && source.bind && source.bind->is_v6() == ipv6;
  const Endpoint local = bound_family ? Endpoint(*source.bind, port) : Endpoint(family, port);
  for (int draw = 0; draw < draws_max; ++draw) {
    boost::system::error_code failed;
    socket.close(failed);
    if (const int error = open_in(socket, family, there); error != 0) return error;
    failed.clear();
    if (ipv6) socket.set_option(boost::asio::ip::v6_only(true), failed);
    if (!failed && port != 0) socket.set_option(typename Socket::reuse_address(true), failed);
    if (!failed) socket.bind(local, failed);
    if (!failed) socket.non_blocking(true, failed);
    if (failed) return failed.value();
    if (port != 0 || !source.forbidden_ports.contains(socket.local_endpoint(failed).port()))
      return 0;
  }
  return EADDRINUSE;
}

}  // namespace oakprobe::agent
