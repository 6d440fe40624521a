#pragma once

#include "base/big_endian.hpp"
#include "base/ip_address.hpp"
#include "tests/support/probe_keys.hpp"
#include "wire/datagram.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include <netinet/in.h>

// Packets as a tap sees them, built by hand. Checksums are zero: nothing here looks at them.
namespace oakprobe::testing {

using Packet = std::vector<std::byte>;

template <class T>
void append(Packet& packet, T value) {
  packet.resize(packet.size() + sizeof(T));
  store_big_endian(std::span(packet).last(sizeof(T)), value);
}

inline Packet operator+(Packet left, const Packet& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

inline Packet probe_datagram(
    std::uint16_t attempt = 0,
    std::uint16_t size = wire::datagram_bytes_min,
    wire::DatagramKind kind = wire::DatagramKind::probe
) {
  static const wire::DatagramCodec codec = testing_support::codec_of(NodeId{2});
  wire::Datagram datagram;
  datagram.kind = kind;
  datagram.run = 7;
  datagram.path = {.flow = FlowId{1}, .source = NodeId{2}, .target = NodeId{3}};
  datagram.attempt = attempt;
  datagram.size = size;
  Packet bytes(size);
  codec.encode(datagram, bytes);
  return bytes;
}

inline Packet udp(std::uint16_t from, std::uint16_t to, const Packet& payload) {
  Packet packet;
  append(packet, from);
  append(packet, to);
  append(packet, static_cast<std::uint16_t>(8 + payload.size()));
  append(packet, std::uint16_t{0});
  return packet + payload;
}

inline constexpr std::uint8_t syn = 0x02;
inline constexpr std::uint8_t reset = 0x04;
inline constexpr std::uint8_t push = 0x08;
inline constexpr std::uint8_t ack = 0x10;

inline Packet tcp(
    std::uint16_t from,
    std::uint16_t to,
    int flags,
    std::uint32_t sequence = 0,
    std::uint32_t next = 0
) {
  Packet packet;
  append(packet, from);
  append(packet, to);
  append(packet, sequence);
  append(packet, next);
  append(packet, std::uint8_t{0x50});
  append(packet, static_cast<std::uint8_t>(flags));
  append(packet, std::uint16_t{1'000});
  append(packet, std::uint32_t{0});
  return packet;
}

// The options are a multiple of 4 bytes. The fragment field: flags and offset.
inline Packet ipv4(
    int protocol, const Packet& rest, const Packet& options = {}, std::uint16_t fragment = 0
) {
  Packet packet;
  append(packet, static_cast<std::uint8_t>(0x45 + options.size() / 4));
  append(packet, std::uint8_t{0});
  append(packet, static_cast<std::uint16_t>(20 + options.size() + rest.size()));
  append(packet, std::uint16_t{1});
  append(packet, fragment);
  append(packet, std::uint8_t{64});
  append(packet, static_cast<std::uint8_t>(protocol));
  append(packet, std::uint16_t{0});
  append(packet, std::uint32_t{0xc0000201});  // 192.0.2.1
  append(packet, std::uint32_t{0xc0000202});
  return packet + options + rest;
}

inline Packet ipv6(int next_header, const Packet& rest) {
  Packet packet;
  append(packet, std::uint32_t{0x6000'0000});
  append(packet, static_cast<std::uint16_t>(rest.size()));
  append(packet, static_cast<std::uint8_t>(next_header));
  append(packet, std::uint8_t{64});
  for (const std::uint64_t last : {1U, 2U}) {  // 2001:db8::1 and ::2
    append(packet, std::uint64_t{0x2001'0db8'0000'0000});
    append(packet, last);
  }
  return packet + rest;
}

// 8 bytes of options (PadN), then what follows.
inline Packet hop_by_hop(int next_header, const Packet& rest) {
  Packet packet;
  append(packet, static_cast<std::uint8_t>(next_header));
  append(packet, std::uint8_t{0});
  append(packet, std::uint16_t{0x0104});
  append(packet, std::uint32_t{0});
  return packet + rest;
}

inline int icmp_protocol(bool v6) { return v6 ? int{IPPROTO_ICMPV6} : int{IPPROTO_ICMP}; }

inline Packet icmp(int type, int code, const Packet& quoted, std::uint32_t rest_of_header = 0) {
  Packet packet;
  append(packet, static_cast<std::uint8_t>(type));
  append(packet, static_cast<std::uint8_t>(code));
  append(packet, std::uint16_t{0});
  append(packet, rest_of_header);
  return packet + quoted;
}

// For Ethernet and IPv4; link-layer addresses are zero.
inline Packet arp(int operation, std::uint32_t sender, std::uint32_t target) {
  Packet packet;
  append(packet, std::uint16_t{1});
  append(packet, std::uint32_t{0x0800'0604});
  append(packet, static_cast<std::uint16_t>(operation));
  packet.resize(packet.size() + 6);
  append(packet, sender);
  packet.resize(packet.size() + 6);
  append(packet, target);
  return packet;
}

// A neighbour solicitation (135) or advertisement (136) about 2001:db8::LAST, without options.
inline Packet neighbour(int type, std::uint64_t last) {
  Packet about;
  append(about, std::uint64_t{0x2001'0db8'0000'0000});
  append(about, last);
  return icmp(type, 0, about);
}

}  // namespace oakprobe::testing
