#pragma once

#include "base/check.hpp"

#include <concepts>
#include <cstddef>
#include <span>

namespace oakprobe {

// Network byte order at a fixed place. The caller has checked that the bytes are there.
template <std::unsigned_integral T>
void store_big_endian(std::span<std::byte> to, T value) {
  CHECK(to.size() >= sizeof(T));
  for (std::size_t i = sizeof(T); i-- > 0;) {
    to[i] = static_cast<std::byte>(value & 0xff);
    if constexpr (sizeof(T) > 1) value = static_cast<T>(value >> 8);
  }
}

template <std::unsigned_integral T>
[[nodiscard]] T load_big_endian(std::span<const std::byte> from) {
  CHECK(from.size() >= sizeof(T));
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    if constexpr (sizeof(T) > 1) value = static_cast<T>(value << 8);
    value = static_cast<T>(value | std::to_integer<T>(from[i]));
  }
  return value;
}

}  // namespace oakprobe
