#pragma once

#include <cstdint>
#include <optional>

namespace oakprobe::net {

// Bytes of the IP and TCP headers before a segment's data and options.
[[nodiscard]] constexpr std::uint16_t tcp_header_bytes(bool ipv6) { return ipv6 ? 60 : 40; }

// No packet of this connection will be longer than this many bytes, in either direction, whatever
// the links take (TCP_MAXSEG, tcp(7)). Before connecting.
void limit_segments(int fd, bool ipv6, std::uint16_t packet_bytes);

// The IP packet, in bytes, that carries a full segment of this connection as its kernel sends it
// now (tcpi_snd_mss, without the options that each segment has). nullopt: not connected, or the
// kernel does not tell.
[[nodiscard]] std::optional<std::uint32_t> full_packet_bytes(int fd, bool ipv6);

// What was given to the kernel to send and is not acknowledged (SIOCOUTQ, tcp(7)); 0 if it can't
// tell.
[[nodiscard]] int unacknowledged_bytes(int fd);

}  // namespace oakprobe::net
