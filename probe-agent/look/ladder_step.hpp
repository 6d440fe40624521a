#pragma once

#include <cstdint>

namespace oakprobe::agent {

// What every way takes, in bytes of the IP packet (RFC 791, RFC 8200 section 5).
[[nodiscard]] constexpr std::uint16_t smallest_packet(bool ipv6) { return ipv6 ? 1'280 : 576; }

// One packet to try: bytes of the whole IP packet.
struct LadderStep {
  std::uint16_t bytes = 0;
  bool may_fragment = false;

  friend bool operator==(const LadderStep&, const LadderStep&) = default;
};

}  // namespace oakprobe::agent
