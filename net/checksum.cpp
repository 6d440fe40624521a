#include "net/checksum.hpp"

#include "base/big_endian.hpp"

#include <cstdint>

#include <netinet/in.h>

namespace oakprobe::net {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t ipv4_bytes_min = 20;
constexpr std::size_t ipv6_bytes = 40;
constexpr std::size_t udp_bytes = 8;
constexpr std::size_t tcp_bytes_min = 20;

std::uint16_t half(Bytes bytes, std::size_t at) {
  return load_big_endian<std::uint16_t>(bytes.subspan(at, 2));
}

// RFC 1071: the one's complement sum, not folded; 64 KiB of halves fit.
std::uint32_t sum_of(Bytes bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) sum += half(bytes, at);
  if (bytes.size() % 2 != 0) sum += std::to_integer<std::uint32_t>(bytes.back()) << 8U;
  return sum;
}

struct Segment {
  int protocol = 0;
  Bytes addresses;  // both, as the pseudo header has them
  Bytes bytes;      // from the UDP or TCP header on
};

std::optional<Segment> ipv4_segment(Bytes packet) {
  constexpr unsigned fragment_bits = 0x3fff;  // more fragments, and the offset
  if (packet.size() < ipv4_bytes_min) return std::nullopt;
  const std::size_t header = 4 * (std::to_integer<std::size_t>(packet[0]) & 0xf);
  const std::size_t total = half(packet, 2);
  const bool whole = (half(packet, 6) & fragment_bits) == 0;
  if (!whole || header < ipv4_bytes_min || total < header || total > packet.size())
    return std::nullopt;
  return Segment{
      std::to_integer<int>(packet[9]),
      packet.subspan(12, 8),
      packet.subspan(header, total - header)};
}

std::optional<Segment> ipv6_segment(Bytes packet) {
  if (packet.size() < ipv6_bytes) return std::nullopt;
  const std::size_t length = half(packet, 4);
  if (length > packet.size() - ipv6_bytes) return std::nullopt;
  return Segment{
      std::to_integer<int>(packet[6]), packet.subspan(8, 32), packet.subspan(ipv6_bytes, length)};
}

}  // namespace

std::optional<bool> has_right_checksum(Bytes packet) {
  if (packet.empty()) return std::nullopt;
  const auto version = std::to_integer<unsigned>(packet[0]) >> 4U;
  const auto segment = version == 4   ? ipv4_segment(packet)
                       : version == 6 ? ipv6_segment(packet)
                                      : std::nullopt;
  if (!segment) return std::nullopt;
  const Bytes bytes = segment->bytes;
  if (segment->protocol == IPPROTO_UDP) {
    if (bytes.size() < udp_bytes || half(bytes, 4) != bytes.size()) return std::nullopt;
    if (half(bytes, 6) == 0 && version == 4) return true;  // none was made
  } else if (segment->protocol != IPPROTO_TCP || bytes.size() < tcp_bytes_min) {
    return std::nullopt;
  }
  std::uint32_t sum = sum_of(segment->addresses) + sum_of(bytes) +
                      static_cast<std::uint32_t>(segment->protocol) +
                      static_cast<std::uint32_t>(bytes.size());
  while (sum >> 16U != 0) sum = (sum & 0xffffU) + (sum >> 16U);
  return sum == 0xffff;
}

}  // namespace oakprobe::net
