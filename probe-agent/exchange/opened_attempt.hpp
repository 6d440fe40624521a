#pragma once

#include "base/ids.hpp"
#include "base/ip_address.hpp"

#include <cstdint>

namespace oakprobe::agent {

// A TCP attempt whose socket has its local port, before its SYN leaves.
struct OpenedAttempt {
  PathId path;
  std::uint8_t attempt = 0;
  IpAddress destination;
  std::uint16_t port = 0;
  std::uint16_t local_port = 0;
  bool from_container = false;  // the port is one of its network, and may be translated on its way
};

}  // namespace oakprobe::agent
