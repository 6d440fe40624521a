#pragma once

#include "base/ip_address.hpp"

#include <cstdint>
#include <optional>

#include <sys/socket.h>

namespace oakprobe::net {

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

// Lifts this process's soft limit of open files to the hard one.
void raise_open_files_limit();

}  // namespace oakprobe::net
