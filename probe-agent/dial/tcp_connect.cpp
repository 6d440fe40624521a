#include "probe-agent/dial/tcp_connect.hpp"

#include "net/error_queue.hpp"
#include "net/socket_options.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

namespace {

constexpr int source_port_draws_max = 64;

wire::DialFailure failure_of(wire::DialStage stage, int error) {
  wire::DialFailure failure;
  failure.stage = stage;
  failure.error = error;
  return failure;
}

// 0 or an errno.
int open_socket(tcp::socket& socket, bool ipv6, const TcpSource& source) {
  const bool bound_family = source.bind && source.bind->is_v6() == ipv6;
  const tcp::endpoint local = bound_family ? tcp::endpoint(*source.bind, 0)
                                           : tcp::endpoint(ipv6 ? tcp::v6() : tcp::v4(), 0);
  for (int draw = 0; draw < source_port_draws_max; ++draw) {
    boost::system::error_code failed;
    socket.close(failed);
    socket.open(local.protocol(), failed);
    if (!failed) socket.bind(local, failed);
    if (!failed) socket.non_blocking(true, failed);
    if (failed) return failed.value();
    if (!source.forbidden_ports.contains(socket.local_endpoint(failed).port())) return 0;
  }
  return EADDRINUSE;
}

}  // namespace

std::optional<wire::IcmpError> take_icmp(int fd) {
  std::optional<wire::IcmpError> found;
  net::drain_error_queue(fd, [&](const net::QueuedError& error) {
    if (error.icmp) found = error.icmp;
  });
  return found;
}

std::optional<wire::DialFailure> open_tcp(tcp::socket& socket, const TcpSource& source, bool ipv6) {
  const int failed = open_socket(socket, ipv6, source);
  if (failed != 0) return failure_of(wire::DialStage::open, failed);
  net::enable_error_queue(socket.native_handle(), ipv6);
  return std::nullopt;
}

std::optional<wire::DialFailure> start_connect(tcp::socket& socket, const tcp::endpoint& to) {
  const int fd = socket.native_handle();
  if (::connect(fd, to.data(), static_cast<socklen_t>(to.size())) == 0 || errno == EINPROGRESS) {
    return std::nullopt;
  }
  const int error = errno;
  // A refusal within the call is an answer (loopback); the rest is the source's own kernel.
  const bool answered = error == ECONNREFUSED || error == ECONNRESET;
  auto failure = failure_of(answered ? wire::DialStage::connect : wire::DialStage::send, error);
  failure.icmp = take_icmp(fd);
  return failure;
}

int connect_error(tcp::socket& socket) { return net::take_socket_error(socket.native_handle()); }

bool was_connected(int connect_error) {
  return connect_error == 0 || connect_error == ECONNRESET || connect_error == EPIPE;
}

}  // namespace oakprobe::agent
