#pragma once

#include <cstdint>

namespace oakprobe::agent {

// Which of an agent's taps saw a packet.
enum class SeenBy : std::uint8_t {
  link,  // all packets, at the interface
  ip,    // what came in (ARP too), behind tc and netdev ingress hooks
  raw,   // what the firewall let in
};

}  // namespace oakprobe::agent
