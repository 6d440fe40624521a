#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace oakprobe {

// An interface's address on its link (IEEE 802, EUI-48).
using MacAddress = std::array<std::uint8_t, 6>;

[[nodiscard]] std::string to_string(const MacAddress& address);  // "02:00:00:00:00:77"

}  // namespace oakprobe
