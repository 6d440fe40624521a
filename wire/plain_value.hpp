#pragma once

#include "base/ip_address.hpp"
#include "base/ip_prefix.hpp"
#include "evidence/attempt_set.hpp"
#include "wire/cbor_view.hpp"

#include <nlohmann/json.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

// Values that are one CBOR item, but for lists and maps, which codec.hpp makes of them.
namespace oakprobe::wire {

using Json = nlohmann::json;

inline constexpr std::size_t text_bytes_max = 4'096;

// What may stand in a field. Of a list: how many items, and what may stand in each.
struct Limits {
  std::int64_t min = std::numeric_limits<std::int64_t>::min();    // of a number, within its type
  std::uint64_t max = std::numeric_limits<std::uint64_t>::max();  // so; of an enum its last
  std::size_t bytes_max = text_bytes_max;                         // of a text: cut when it is told
  bool (*text_can_be)(std::string_view) = nullptr;  // another is the teller's bug, and not cut
  std::size_t items_max = 0;                        // of a list
  bool first_are_told = false;                      // of a longer list; else it is a bug
};

// Each as it is written, cut to its limits.
[[nodiscard]] Json plain_json(const Limits& limits, std::string_view text);
[[nodiscard]] Json plain_json(const Limits& limits, const IpAddress& address);  // without a zone
[[nodiscard]] Json plain_json(const Limits& limits, const IpPrefix& prefix);
[[nodiscard]] Json plain_json(const Limits& limits, evidence::AttemptSet attempts);
[[nodiscard]] Json plain_json(const Limits& limits, std::span<const std::byte> bytes);
[[nodiscard]] Json plain_json(const Limits& /*limits*/, std::integral auto value) { return value; }

// False: it is of another kind, or not within the limits. A text is copied once it is known to be.
[[nodiscard]] bool read_plain(const Limits& limits, const CborView& value, std::string& out);
[[nodiscard]] bool read_plain(const Limits& limits, const CborView& value, IpAddress& out);
[[nodiscard]] bool read_plain(const Limits& limits, const CborView& value, IpPrefix& out);
[[nodiscard]] bool read_plain(
    const Limits& limits, const CborView& value, evidence::AttemptSet& out
);
[[nodiscard]] bool read_plain(const Limits& limits, const CborView& value, bool& out);
// As many bytes as there is room for.
[[nodiscard]] bool read_plain(
    const Limits& limits, const CborView& value, std::span<std::byte> out
);

template <std::integral T>
[[nodiscard]] bool read_plain(const Limits& limits, const CborView& value, T& out) {
  const auto take = [&](auto number) {
    if (!std::in_range<T>(number)) return false;
    if (std::cmp_less(number, limits.min) || std::cmp_greater(number, limits.max)) return false;
    out = static_cast<T>(number);
    return true;
  };
  if (const auto number = value.unsigned_number()) return take(*number);
  if (const auto number = value.negative_number()) return take(*number);
  return false;
}

}  // namespace oakprobe::wire
