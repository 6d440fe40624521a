#pragma once

#include <cstdint>

// Where the fields of packet headers stand, in bytes from the beginning of each header, and the
// numbers that are told apart in them.
namespace oakprobe::packets::layout {

// Protocols above IP (IANA, "Assigned Internet Protocol Numbers").
inline constexpr std::uint8_t hop_by_hop_number = 0;
inline constexpr std::uint8_t icmp_number = 1;
inline constexpr std::uint8_t tcp_number = 6;
inline constexpr std::uint8_t udp_number = 17;
inline constexpr std::uint8_t icmpv6_number = 58;

// RFC 791.
namespace ipv4 {
inline constexpr std::uint32_t bytes_min = 20;
inline constexpr std::uint32_t total_bytes = 2;
inline constexpr std::uint32_t fragment = 6;
inline constexpr std::uint32_t protocol = 9;
inline constexpr std::uint32_t source = 12;
inline constexpr std::uint32_t destination = 16;
inline constexpr std::uint32_t more_fragments = 0x2000;  // of the field `fragment`
inline constexpr std::uint32_t offset_mask = 0x1fff;     // so
}  // namespace ipv4

// RFC 8200.
namespace ipv6 {
inline constexpr std::uint32_t bytes = 40;
inline constexpr std::uint32_t payload_bytes = 4;
inline constexpr std::uint32_t next_header = 6;
inline constexpr std::uint32_t source = 8;
inline constexpr std::uint32_t destination = 24;
inline constexpr std::uint32_t address_bytes = 16;
}  // namespace ipv6

// RFC 768 and RFC 9293; both begin with the ports.
inline constexpr std::uint32_t source_port = 0;
inline constexpr std::uint32_t destination_port = 2;
inline constexpr std::uint32_t ports_bytes = 4;

namespace udp {
inline constexpr std::uint32_t bytes = 8;
inline constexpr std::uint32_t length = 4;
inline constexpr std::uint32_t checksum = 6;
}  // namespace udp

namespace tcp {
inline constexpr std::uint32_t bytes_min = 20;
inline constexpr std::uint32_t sequence = 4;
inline constexpr std::uint32_t acknowledged = 8;
inline constexpr std::uint32_t header_words = 12;  // in its upper half: how many 32-bit words
inline constexpr std::uint32_t flags = 13;
inline constexpr std::uint8_t syn = 0x02;
inline constexpr std::uint8_t reset = 0x04;
inline constexpr std::uint8_t ack = 0x10;
}  // namespace tcp

// RFC 792 and RFC 4443. An error's header is followed by the packet that it is about.
namespace icmp {
inline constexpr std::uint32_t bytes = 8;
inline constexpr std::uint32_t type = 0;
inline constexpr std::uint32_t code = 1;
inline constexpr std::uint8_t unreachable = 3;
inline constexpr std::uint8_t time_exceeded = 11;
inline constexpr std::uint8_t parameter_problem = 12;
}  // namespace icmp
namespace icmpv6 {
inline constexpr std::uint8_t unreachable = 1;
inline constexpr std::uint8_t too_big = 2;
inline constexpr std::uint8_t time_exceeded = 3;
inline constexpr std::uint8_t parameter_problem = 4;
}  // namespace icmpv6

// RFC 4861 sections 4.3 and 4.4: messages of ICMPv6, here without their options.
namespace neighbour {
inline constexpr std::uint32_t bytes = 24;
inline constexpr std::uint32_t target = 8;
inline constexpr std::uint8_t solicitation = 135;
inline constexpr std::uint8_t advertisement = 136;
}  // namespace neighbour

// RFC 826, for link-layer addresses of 6 bytes and IPv4.
namespace arp {
inline constexpr std::uint32_t bytes = 28;
inline constexpr std::uint32_t protocol = 2;
inline constexpr std::uint32_t operation = 6;
inline constexpr std::uint32_t sender = 14;
inline constexpr std::uint32_t target = 24;
inline constexpr std::uint16_t ipv4_type = 0x0800;  // of `protocol`: Ethernet's type
inline constexpr std::uint16_t request = 1;
inline constexpr std::uint16_t reply = 2;
}  // namespace arp

}  // namespace oakprobe::packets::layout
