#pragma once

#include "base/ip_address.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace oakprobe::rules {

// Whatever a rule compares, as a number of 128 bits: an address, a port, flags, and the name of an
// interface, which has at most 15 bytes. So a wildcard ("eth*") is a range, like a prefix.
struct Bits {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend constexpr auto operator<=>(const Bits&, const Bits&) = default;
};

inline constexpr Bits all_bits{~std::uint64_t{0}, ~std::uint64_t{0}};

[[nodiscard]] constexpr Bits operator&(Bits a, Bits b) { return {a.high & b.high, a.low & b.low}; }
[[nodiscard]] constexpr Bits operator|(Bits a, Bits b) { return {a.high | b.high, a.low | b.low}; }
[[nodiscard]] constexpr Bits operator~(Bits a) { return {~a.high, ~a.low}; }

[[nodiscard]] constexpr Bits bits_of(std::uint64_t number) { return {0, number}; }
[[nodiscard]] Bits bits_of(const IpAddress& address);

struct Range {
  Bits low;
  Bits high;

  [[nodiscard]] constexpr bool contains(Bits value) const { return low <= value && value <= high; }
};

// "eth0", or all that begin with "eth"; nullopt: no interface is called so.
[[nodiscard]] std::optional<Range> interface_range(std::string_view name, bool wildcard);

// nullopt: the address has fewer bits.
[[nodiscard]] std::optional<Range> prefix_range(const IpAddress& address, std::uint64_t length);

}  // namespace oakprobe::rules
