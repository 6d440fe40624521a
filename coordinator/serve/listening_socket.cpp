#include "coordinator/serve/listening_socket.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cerrno>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace oakprobe::serve {
namespace {

using Endpoint = boost::asio::ip::tcp::endpoint;

// An answer that nobody reads waits here, in the kernel's memory (which doubles it), and beyond
// that costs none.
constexpr int send_buffer_bytes = 128 * 1024;

// Asio's own sockets are inherited by the programs that another thread starts.
constexpr int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;

bool set(int socket, int level, int option, int value) {
  return ::setsockopt(socket, level, option, &value, sizeof value) == 0;
}

}  // namespace

Result<net::UniqueFd> listen_at(const IpEndpoint& endpoint) {
  const Endpoint at(endpoint.address, endpoint.port);
  net::UniqueFd socket(::socket(at.protocol().family(), SOCK_STREAM | flags, 0));
  if (!socket.valid()) return from_errno(errno);
  const bool ready =
      set(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1) &&
      (endpoint.address.is_v4() || set(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1)) &&
      ::bind(socket.get(), at.data(), static_cast<socklen_t>(at.size())) == 0 &&
      ::listen(socket.get(), SOMAXCONN) == 0;
  if (!ready) return from_errno(errno);
  return socket;
}

Result<Caller> accept_client(int listening) {
  Endpoint from;
  auto size = static_cast<socklen_t>(from.capacity());
  net::UniqueFd socket(::accept4(listening, from.data(), &size, flags));
  if (!socket.valid()) return from_errno(errno);
  from.resize(size);
  // An answer is written at once; where these fail it is slower, or costs more.
  set(socket.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  set(socket.get(), SOL_SOCKET, SO_SNDBUF, send_buffer_bytes);
  return Caller{std::move(socket), unmapped(from.address())};
}

Result<IpEndpoint> endpoint_of(int socket) {
  Endpoint at;
  auto size = static_cast<socklen_t>(at.capacity());
  if (::getsockname(socket, at.data(), &size) != 0) return from_errno(errno);
  at.resize(size);
  return IpEndpoint{at.address(), at.port()};
}

}  // namespace oakprobe::serve
