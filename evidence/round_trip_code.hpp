#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

// Round-trip times in one byte, in logarithmic steps: exact up to 28 µs, then 3.5 % off at the
// most, and more than a minute at the top. A path's time varies more than that from probe to probe.
namespace oakprobe::evidence {

// The microseconds that a code stands for, ascending. Code 0 stands for "not known".
inline constexpr auto round_trip_steps_us = [] {
  std::array<std::uint32_t, 256> steps{};
  for (std::size_t code = 2; code < steps.size(); ++code) {
    const std::uint32_t before = steps[code - 1];
    steps[code] = before + std::max<std::uint32_t>(1, before / 100 * 7 + before % 100 * 7 / 100);
  }
  return steps;
}();

[[nodiscard]] constexpr std::uint32_t round_trip_us(std::uint8_t code) {
  return round_trip_steps_us[code];
}

// The nearest; what is above the last step has that one. Never 0.
[[nodiscard]] constexpr std::uint8_t round_trip_code(std::uint32_t us) {
  const auto first = round_trip_steps_us.begin() + 1;
  const auto above = std::upper_bound(first, round_trip_steps_us.end(), us);
  if (above == round_trip_steps_us.end()) return 255;
  const auto below = above - 1;  // code 1 is 0 µs: there always is one
  const auto nearest = us - *below <= *above - us ? below : above;
  return static_cast<std::uint8_t>(nearest - round_trip_steps_us.begin());
}

}  // namespace oakprobe::evidence
