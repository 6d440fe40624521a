#pragma once

#include "evidence/node_evidence.hpp"
#include "probe-agent/exchange/source_socket.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <optional>

namespace oakprobe::agent {

// What the error queue holds of this connection's handshake.
[[nodiscard]] std::optional<evidence::IcmpError> take_icmp(int fd);

// Opens the socket on an ephemeral port (there: open_source_socket). A failure: the kernel refused
// a call; its attempt is 0.
[[nodiscard]] std::optional<evidence::DialFailure> open_tcp(
    boost::asio::ip::tcp::socket& socket,
    const ProbeSource& source,
    bool ipv6,
    const net::NetworkNamespace* there
);

// Starts to connect an opened socket. nullopt: under way. A failure: the kernel refused the call,
// or the answer was there at once; its attempt is 0.
[[nodiscard]] std::optional<evidence::DialFailure> start_connect(
    boost::asio::ip::tcp::socket& socket, const boost::asio::ip::tcp::endpoint& to
);

// What became of the handshake, once the socket is writable: 0, or an errno.
[[nodiscard]] int connect_error(boost::asio::ip::tcp::socket& socket);

// Reset after the handshake (a refusal during it is ECONNREFUSED): it had been connected.
[[nodiscard]] bool was_connected(int connect_error);

}  // namespace oakprobe::agent
