#pragma once

#include "base/described_enum.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace oakprobe {

// Some of the values of a closed set.
template <DescribedEnum E>
class EnumSet {
  static_assert(enum_size<E> <= 8);

 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<E> values) {
    for (const E value : values) insert(value);
  }

  constexpr void insert(E value) { bits_ = static_cast<std::uint8_t>(bits_ | bit(value)); }
  constexpr void erase(E value) { bits_ = static_cast<std::uint8_t>(bits_ & ~bit(value)); }
  constexpr EnumSet& operator|=(EnumSet other) {
    bits_ = static_cast<std::uint8_t>(bits_ | other.bits_);
    return *this;
  }
  constexpr EnumSet& operator&=(EnumSet other) {
    bits_ = static_cast<std::uint8_t>(bits_ & other.bits_);
    return *this;
  }
  [[nodiscard]] friend constexpr EnumSet operator&(EnumSet a, EnumSet b) { return a &= b; }

  [[nodiscard]] constexpr bool has(E value) const { return (bits_ & bit(value)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr std::size_t size() const {
    return static_cast<std::size_t>(std::popcount(bits_));
  }
  // True for an empty one, too.
  [[nodiscard]] constexpr bool is_within(EnumSet other) const {
    return (bits_ & ~other.bits_) == 0;
  }
  [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }
  // In order of declaration.
  [[nodiscard]] std::vector<E> in_order() const {
    std::vector<E> values;
    for (const E value : all_values<E>)
      if (has(value)) values.push_back(value);
    return values;
  }
  friend constexpr bool operator==(EnumSet, EnumSet) = default;

 private:
  [[nodiscard]] static constexpr unsigned bit(E value) {
    return 1U << static_cast<unsigned>(value);
  }

  std::uint8_t bits_ = 0;
};

}  // namespace oakprobe
