#pragma once

#include "base/ip_address.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include <sys/socket.h>

namespace oakprobe::net {

// SO_RCVBUF of sockets that probe or are probed; the kernel caps it at net.core.rmem_max.
inline constexpr int receive_buffer_bytes = 1 << 20;

// setsockopt(2) with an int; false: refused, errno says why.
bool set_option(int fd, int level, int name, int value);

// TTL or hop limit of what the socket sends from now on.
void set_hop_limit(int fd, bool ipv6, int limit);

// SO_ERROR, which reading clears; 0: none pending.
[[nodiscard]] int take_socket_error(int fd);

// close() will send a reset instead of a FIN, and leave nothing in TIME_WAIT.
void reset_on_close(int fd);

// The address of an AF_INET or AF_INET6 socket address, IPv4-mapped ones as IPv4.
[[nodiscard]] std::optional<IpAddress> address_of(const sockaddr_storage& raw);
[[nodiscard]] std::uint16_t port_of(const sockaddr_storage& raw);

// The control message of that kind (cmsg(3)) that came with a packet; nullopt: there is none.
template <class T>
[[nodiscard]] std::optional<T> control_of(const msghdr& message, int level, int type) {
  msghdr& readable = const_cast<msghdr&>(message);  // CMSG_NXTHDR wants it so
  for (cmsghdr* header = CMSG_FIRSTHDR(&readable); header != nullptr;
       header = CMSG_NXTHDR(&readable, header)) {
    if (header->cmsg_level != level || header->cmsg_type != type) continue;
    T value{};
    std::memcpy(&value, CMSG_DATA(header), std::min(sizeof value, header->cmsg_len - CMSG_LEN(0)));
    return value;
  }
  return std::nullopt;
}

// Lifts this process's soft limit of open files to the hard one.
void raise_open_files_limit();

}  // namespace oakprobe::net
