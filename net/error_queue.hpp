#pragma once

#include "base/ip_address.hpp"
#include "evidence/node_evidence.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace oakprobe::net {

// One entry of a socket's error queue (IP_RECVERR, ip(7)). Valid during the visit only.
struct QueuedError {
  int error = 0;                            // errno that the kernel made of it
  std::optional<evidence::IcmpError> icmp;  // nullopt: the local stack itself, no ICMP message
  IpAddress destination;                    // of the packet that caused it
  std::uint16_t destination_port = 0;
  std::span<const std::byte> payload;  // what the ICMP error quoted of our datagram; may be short
};

// Asks for ICMP errors on an IPv4 or IPv6 socket. False: the option was refused.
bool enable_error_queue(int fd, bool ipv6);

// Takes all entries off the queue. An unconnected UDP socket reports an error pending from target A
// by refusing the next send to B, which must be sent again; whatever else fails is the send's own.
void drain_error_queue(int fd, const std::function<void(const QueuedError&)>& visit);

}  // namespace oakprobe::net
