#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace oakprobe::net {

// Whether the UDP or TCP checksum of a packet, from its IPv4 or IPv6 header on, is right (RFC 768,
// RFC 9293 §3.1, RFC 8200 §8.1). nullopt: it can't be told, since the packet is a fragment, is cut
// off, has extension headers, or is of another protocol.
[[nodiscard]] std::optional<bool> has_right_checksum(std::span<const std::byte> packet);

}  // namespace oakprobe::net
