#include "net/error_queue.hpp"

#include <array>
#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>
// After netinet/in.h: the kernel's header defers to it.
#include "net/socket_options.hpp"

#include <linux/errqueue.h>

namespace oakprobe::net {
namespace {

constexpr std::size_t quoted_bytes_max = 2'048;

std::optional<evidence::IcmpError> icmp_of(const sock_extended_err& error) {
  const bool icmp = error.ee_origin == SO_EE_ORIGIN_ICMP || error.ee_origin == SO_EE_ORIGIN_ICMP6;
  if (!icmp) return std::nullopt;
  evidence::IcmpError out;
  out.type = error.ee_type;
  out.code = error.ee_code;
  sockaddr_storage offender{};
  const sockaddr* const raw = SO_EE_OFFENDER(&error);
  std::memcpy(
      &offender, raw, raw->sa_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in)
  );
  if (const auto from = address_of(offender)) out.from = *from;
  out.mtu = error.ee_info;
  return out;
}

// Reads one entry; false when the queue is empty.
bool read_entry(int fd, const std::function<void(const QueuedError&)>& visit) {
  std::array<std::byte, quoted_bytes_max> quoted;
  alignas(cmsghdr) std::array<std::byte, 512> control;
  sockaddr_storage destination{};
  iovec io{quoted.data(), quoted.size()};
  msghdr message{};
  message.msg_name = &destination;
  message.msg_namelen = sizeof destination;
  message.msg_iov = &io;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t size = ::recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
  if (size < 0) return false;

  // The entry and the offender's address behind it.
  struct Entry {
    sock_extended_err error;
    sockaddr_in6 offender;
  };
  auto entry = control_of<Entry>(message, IPPROTO_IP, IP_RECVERR);
  if (!entry) entry = control_of<Entry>(message, IPPROTO_IPV6, IPV6_RECVERR);
  if (!entry) return true;
  QueuedError out;
  out.error = static_cast<int>(entry->error.ee_errno);
  out.icmp = icmp_of(entry->error);
  if (const auto address = address_of(destination)) out.destination = *address;
  out.destination_port = port_of(destination);
  out.payload = std::span(quoted).first(static_cast<std::size_t>(size));
  visit(out);
  return true;
}

}  // namespace

bool enable_error_queue(int fd, bool ipv6) {
  return ipv6 ? set_option(fd, IPPROTO_IPV6, IPV6_RECVERR, 1)
              : set_option(fd, IPPROTO_IP, IP_RECVERR, 1);
}

void drain_error_queue(int fd, const std::function<void(const QueuedError&)>& visit) {
  while (read_entry(fd, visit)) {
  }
}

}  // namespace oakprobe::net
