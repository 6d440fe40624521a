#pragma once

#include <cstdint>

namespace oakprobe {

// Linux gives ports from here on to whoever asks for any (ip(7), ip_local_port_range, as it is
// delivered): a datagram socket there is as a rule a client's.
inline constexpr std::uint16_t ephemeral_port_min = 32'768;

}  // namespace oakprobe
