#include "packets/checksum.hpp"

#include "base/big_endian.hpp"
#include "packets/header_layout.hpp"

namespace oakprobe::packets {
namespace {

using Bytes = std::span<const std::byte>;

std::uint16_t half(Bytes bytes, std::size_t at) {
  return load_big_endian<std::uint16_t>(bytes.subspan(at, 2));
}

struct Segment {
  int protocol = 0;
  Bytes addresses;  // both, as the pseudo header has them
  Bytes bytes;      // from the UDP or TCP header on
};

std::optional<Segment> ipv4_segment(Bytes packet) {
  constexpr unsigned fragment_bits = layout::ipv4::more_fragments | layout::ipv4::offset_mask;
  if (packet.size() < layout::ipv4::bytes_min) return std::nullopt;
  const std::size_t header = 4 * (std::to_integer<std::size_t>(packet[0]) & 0xf);
  const std::size_t total = half(packet, layout::ipv4::total_bytes);
  const bool whole = (half(packet, layout::ipv4::fragment) & fragment_bits) == 0;
  if (!whole || header < layout::ipv4::bytes_min || total < header || total > packet.size())
    return std::nullopt;
  return Segment{
      std::to_integer<int>(packet[layout::ipv4::protocol]),
      packet.subspan(layout::ipv4::source, 8),
      packet.subspan(header, total - header)};
}

std::optional<Segment> ipv6_segment(Bytes packet) {
  if (packet.size() < layout::ipv6::bytes) return std::nullopt;
  const std::size_t length = half(packet, layout::ipv6::payload_bytes);
  if (length > packet.size() - layout::ipv6::bytes) return std::nullopt;
  return Segment{
      std::to_integer<int>(packet[layout::ipv6::next_header]),
      packet.subspan(layout::ipv6::source, 2 * layout::ipv6::address_bytes),
      packet.subspan(layout::ipv6::bytes, length)};
}

}  // namespace

std::uint32_t internet_sum(Bytes bytes) {
  std::uint32_t sum = 0;
  for (; bytes.size() >= 2; bytes = bytes.subspan(2)) sum += load_big_endian<std::uint16_t>(bytes);
  if (!bytes.empty()) sum += std::to_integer<std::uint32_t>(bytes[0]) << 8U;
  return sum;
}

std::uint16_t folded(std::uint32_t sum) {
  while (sum >> 16U != 0) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(sum);
}

std::optional<bool> has_right_checksum(Bytes packet) {
  if (packet.empty()) return std::nullopt;
  const auto version = std::to_integer<unsigned>(packet[0]) >> 4U;
  const auto segment = version == 4   ? ipv4_segment(packet)
                       : version == 6 ? ipv6_segment(packet)
                                      : std::nullopt;
  if (!segment) return std::nullopt;
  const Bytes bytes = segment->bytes;
  if (segment->protocol == layout::udp_number) {
    if (bytes.size() < layout::udp::bytes || half(bytes, layout::udp::length) != bytes.size())
      return std::nullopt;
    if (half(bytes, layout::udp::checksum) == 0 && version == 4) return true;  // none was made
  } else if (segment->protocol != layout::tcp_number || bytes.size() < layout::tcp::bytes_min) {
    return std::nullopt;
  }
  const std::uint32_t sum = internet_sum(segment->addresses) + internet_sum(bytes) +
                            static_cast<std::uint32_t>(segment->protocol) +
                            static_cast<std::uint32_t>(bytes.size());
  return folded(sum) == 0xffff;
}

}  // namespace oakprobe::packets
