#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace oakprobe::packets {

// The one's complement sum of 16-bit words, not folded; an odd last byte is followed by a zero (RFC
// 1071). 32 bits hold that of 64 KiB and a pseudo header.
[[nodiscard]] std::uint32_t internet_sum(std::span<const std::byte> bytes);
[[nodiscard]] std::uint16_t folded(std::uint32_t sum);

// Whether the UDP or TCP checksum of a packet, from its IPv4 or IPv6 header on, is right (RFC 768,
// RFC 9293 §3.1, RFC 8200 §8.1). nullopt: it can't be told, since the packet is a fragment, is cut
// off, has extension headers, or is of another protocol.
[[nodiscard]] std::optional<bool> has_right_checksum(std::span<const std::byte> packet);

}  // namespace oakprobe::packets
