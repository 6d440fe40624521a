#pragma once

#include <bit>
#include <cstdint>

namespace oakprobe::evidence {

inline constexpr unsigned attempts_max = 32;

// Which attempts of a path (0 to attempts_max - 1) something is true of.
class AttemptSet {
 public:
  constexpr AttemptSet() = default;
  constexpr explicit AttemptSet(std::uint32_t bits) : bits_(bits) {}

  constexpr void insert(unsigned attempt) { bits_ |= 1U << attempt; }
  [[nodiscard]] constexpr bool has(unsigned attempt) const { return (bits_ >> attempt & 1U) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr int count() const { return std::popcount(bits_); }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
  friend constexpr bool operator==(AttemptSet, AttemptSet) = default;

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace oakprobe::evidence
