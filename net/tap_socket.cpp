#include "net/tap_socket.hpp"

#include "net/socket_options.hpp"

#include <cerrno>

namespace oakprobe::net {
namespace {

// An IPv6 packet with the longest payload that its header can announce.
constexpr std::size_t packet_bytes_max = 40 + 65'535;

}  // namespace

Result<TapSocket> TapSocket::open(int family, int type, int protocol) {
  UniqueFd fd(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
  if (!fd.valid()) return from_errno(errno);
  return TapSocket(std::move(fd));
}

ErrorCode TapSocket::attach(std::span<const sock_filter> filter) const {
  // The kernel copies the program and does not write to it.
  const sock_fprog program{
      static_cast<unsigned short>(filter.size()), const_cast<sock_filter*>(filter.data())};
  if (::setsockopt(fd(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0) {
    return from_errno(errno);
  }
  return {};
}

void TapSocket::set_buffer(int bytes) const {
  if (!set_option(fd(), SOL_SOCKET, SO_RCVBUFFORCE, bytes)) {
    (void)set_option(fd(), SOL_SOCKET, SO_RCVBUF, bytes);
  }
}

std::optional<ReceivedPacket> TapSocket::receive() {
  buffer_.resize(packet_bytes_max);
  iovec io{buffer_.data(), buffer_.size()};
  message_ = {};
  message_.msg_name = &from_;
  message_.msg_namelen = sizeof from_;
  message_.msg_iov = &io;
  message_.msg_iovlen = 1;
  message_.msg_control = control_.data();
  message_.msg_controllen = control_.size();
  ssize_t size = -1;
  // An error that is pending (the interface went down) is told once and hides no packet.
  for (int tries = 0; size < 0 && tries < 3; ++tries) {
    size = ::recvmsg(fd(), &message_, MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) break;
  }
  message_.msg_iov = nullptr;
  if (size < 0) return std::nullopt;
  return ReceivedPacket{std::span(buffer_).first(static_cast<std::size_t>(size)), from_, message_};
}

void TapSocket::drain() {
  while (receive()) {
  }
}

}  // namespace oakprobe::net
