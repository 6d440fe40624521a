#include "probe-agent/exchange/tcp_connect.hpp"

#include "net/error_queue.hpp"
#include "net/socket_options.hpp"
#include "probe-agent/exchange/dial_failure.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

std::optional<evidence::IcmpError> take_icmp(int fd) {
  std::optional<evidence::IcmpError> found;
  net::drain_error_queue(fd, [&](const net::QueuedError& error) {
    if (error.icmp) found = error.icmp;
  });
  return found;
}

std::optional<evidence::DialFailure> open_tcp(
    tcp::socket& socket, const ProbeSource& source, bool ipv6, const net::NetworkNamespace* there
) {
  const int failed = open_source_socket(socket, ipv6, source, there);
  if (failed != 0) return failure_of(0, evidence::DialStage::open, failed);
  net::enable_error_queue(socket.native_handle(), ipv6);
  return std::nullopt;
}

std::optional<evidence::DialFailure> start_connect(tcp::socket& socket, const tcp::endpoint& to) {
  const int fd = socket.native_handle();
  if (::connect(fd, to.data(), static_cast<socklen_t>(to.size())) == 0 || errno == EINPROGRESS) {
    return std::nullopt;
  }
  const int error = errno;
  // A refusal within the call is an answer (loopback); the rest is the source's own kernel.
  const bool answered = error == ECONNREFUSED || error == ECONNRESET;
  auto failure =
      failure_of(0, answered ? evidence::DialStage::connect : evidence::DialStage::send, error);
  failure.icmp = take_icmp(fd);
  return failure;
}

int connect_error(tcp::socket& socket) { return net::take_socket_error(socket.native_handle()); }

bool was_connected(int connect_error) {
  return connect_error == 0 || connect_error == ECONNRESET || connect_error == EPIPE;
}

}  // namespace oakprobe::agent
