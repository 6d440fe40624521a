#include "rules/bits.hpp"

#include "base/big_endian.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace oakprobe::rules {
namespace {

constexpr std::size_t interface_name_bytes_max = 15;  // IFNAMSIZ - 1

Bits bits_in(std::span<const std::byte, 16> bytes) {
  return {
      load_big_endian<std::uint64_t>(bytes.first(8)),
      load_big_endian<std::uint64_t>(bytes.subspan(8))};
}

// The lowest of 128 bits, so many of them.
Bits low_ones(std::uint64_t count) {
  if (count == 0) return {};
  if (count >= 128) return all_bits;
  const auto ones = [](std::uint64_t some) { return ~std::uint64_t{0} >> (64 - some); };
  return count <= 64 ? Bits{0, ones(count)} : Bits{ones(count - 64), ~std::uint64_t{0}};
}

}  // namespace

Bits bits_of(const IpAddress& address) {
  if (address.is_v4()) return bits_of(std::uint64_t{address.to_v4().to_uint()});
  const auto bytes = address.to_v6().to_bytes();
  return bits_in(std::as_bytes(std::span(bytes)));
}

std::optional<Range> interface_range(std::string_view name, bool wildcard) {
  if (name.size() > interface_name_bytes_max) return std::nullopt;
  std::array<char, 16> letters{};
  std::ranges::copy(name, letters.begin());
  const Bits low = bits_in(std::as_bytes(std::span(letters)));
  return Range{low, wildcard ? low | low_ones(8 * (16 - name.size())) : low};
}

std::optional<Range> prefix_range(const IpAddress& address, std::uint64_t length) {
  const std::uint64_t bits = address.is_v4() ? 32 : 128;
  if (length > bits) return std::nullopt;
  const Bits rest = low_ones(bits - length);
  const Bits low = bits_of(address) & ~rest;
  return Range{low, low | rest};
}

}  // namespace oakprobe::rules
