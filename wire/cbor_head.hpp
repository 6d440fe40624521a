#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace oakprobe::wire {

// The upper three bits of a CBOR item's first byte (RFC 8949 §3.1).
enum class CborMajor : std::uint8_t { number, negative, bytes, text, list, map, tag, simple };

// Values of the lower five bits.
inline constexpr std::uint8_t cbor_false = 20;
inline constexpr std::uint8_t cbor_true = 21;
inline constexpr std::uint8_t cbor_null = 22;
inline constexpr std::uint8_t cbor_half = 25;
inline constexpr std::uint8_t cbor_double = 27;

struct CborHead {
  CborMajor major{};
  std::uint8_t info = 0;       // the lower five bits
  std::uint64_t argument = 0;  // the number itself, or how many bytes, items or pairs follow
};

// Takes the head of the item that `rest` begins with. nullopt: it is cut short, reserved, or of
// indefinite length; `rest` is then at an unknown place.
[[nodiscard]] inline std::optional<CborHead> take_cbor_head(std::span<const std::byte>& rest) {
  if (rest.empty()) return std::nullopt;
  const auto first = std::to_integer<std::uint8_t>(rest.front());
  rest = rest.subspan(1);
  CborHead head;
  head.major = static_cast<CborMajor>(first >> 5U);
  head.info = first & 0x1fU;
  head.argument = head.info;
  if (head.info < 24) return head;
  if (head.info > 27) return std::nullopt;
  const std::size_t bytes = std::size_t{1} << (head.info - 24U);
  if (rest.size() < bytes) return std::nullopt;
  head.argument = 0;
  for (const std::byte next : rest.first(bytes))
    head.argument = head.argument << 8U | std::to_integer<std::uint8_t>(next);
  rest = rest.subspan(bytes);
  return head;
}

}  // namespace oakprobe::wire
