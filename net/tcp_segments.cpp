#include "net/tcp_segments.hpp"

#include "net/socket_options.hpp"

#include <cstddef>

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace oakprobe::net {
namespace {

constexpr std::uint32_t timestamp_bytes = 12;  // RFC 7323, padded

}  // namespace

void limit_segments(int fd, bool ipv6, std::uint16_t packet_bytes) {
  set_option(fd, IPPROTO_TCP, TCP_MAXSEG, packet_bytes - tcp_header_bytes(ipv6));
}

std::optional<std::uint32_t> full_packet_bytes(int fd, bool ipv6) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
  // An emulator (qemu-user 7.2) gives four bytes of it and says that all went well.
  constexpr std::size_t needed = offsetof(tcp_info, tcpi_snd_mss) + sizeof info.tcpi_snd_mss;
  if (size < needed) return std::nullopt;
  if (info.tcpi_state != TCP_ESTABLISHED && info.tcpi_state != TCP_CLOSE_WAIT) return std::nullopt;
  const bool stamped = (info.tcpi_options & TCPI_OPT_TIMESTAMPS) != 0;
  return info.tcpi_snd_mss + (stamped ? timestamp_bytes : 0) + tcp_header_bytes(ipv6);
}

int unacknowledged_bytes(int fd) {
  int bytes = 0;
  return ::ioctl(fd, SIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

}  // namespace oakprobe::net
