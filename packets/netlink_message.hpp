#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

// What the kernel says over netlink(7), taken apart. Total: any bytes may come.
namespace oakprobe::packets {

// One message of the kernel's answer; valid during the visit only.
struct NetlinkMessage {
  std::uint16_t type = 0;
  std::span<const std::byte> body;  // what follows nlmsghdr
};

template <class T>
[[nodiscard]] std::span<const std::byte> bytes_of(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  return std::as_bytes(std::span(&value, 1));
}

// The fixed structure at the beginning; nullopt: the bytes are too few.
template <class T>
[[nodiscard]] std::optional<T> struct_in(std::span<const std::byte> bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (bytes.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

// Where the next message or attribute begins behind one of so many bytes.
[[nodiscard]] std::size_t netlink_aligned(std::size_t bytes);

// The attribute's payload in what follows the fixed structure of header_bytes; nullopt: not there.
[[nodiscard]] std::optional<std::span<const std::byte>> attribute_of(
    std::span<const std::byte> body, std::size_t header_bytes, std::uint16_t type
);

// The number or fixed structure that an attribute begins with.
template <class T>
[[nodiscard]] std::optional<T> attribute_as(
    std::span<const std::byte> body, std::size_t header_bytes, std::uint16_t type
) {
  const auto bytes = attribute_of(body, header_bytes, type);
  return bytes ? struct_in<T>(*bytes) : std::nullopt;
}

// An attribute that is a text, as the kernel writes it, up to the zero at its end; empty where
// there is none.
[[nodiscard]] std::string_view text_attribute_of(
    std::span<const std::byte> body, std::size_t header_bytes, std::uint16_t type
);

}  // namespace oakprobe::packets
