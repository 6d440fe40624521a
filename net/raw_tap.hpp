#pragma once

#include "base/protocol.hpp"
#include "base/result.hpp"
#include "net/tap_socket.hpp"
#include "packets/packet_filter.hpp"

#include <cstdint>

namespace oakprobe::net {

// A raw IP socket that sees what the host's firewall admitted (raw(7)): behind INPUT, the
// reverse-path filter and reassembly, whoever owns the port and also if nobody does. The owner
// keeps getting its own copy. It even sees datagrams with a wrong checksum, which no owner gets.
class RawTap {
 public:
  // Nothing that came before the filter is shown. EPERM without CAP_NET_RAW.
  [[nodiscard]] static Result<RawTap> open(
      Protocol protocol,
      bool ipv6,
      const packets::TapScope& scope,
      int buffer_bytes = tap_buffer_bytes
  );

  // Readable when there is something to drain.
  [[nodiscard]] int fd() const { return socket_.fd(); }

  [[nodiscard]] ErrorCode set_scope(const packets::TapScope& scope);

  // False: packets_per_drain were taken, and there may be more.
  bool drain(const PacketVisit& visit);

  // Packets that passed the filter and were lost since open(), because the buffer was full.
  // nullopt: the kernel doesn't tell (before Linux 4.12).
  [[nodiscard]] std::optional<std::uint64_t> dropped() const;

 private:
  RawTap(TapSocket socket, Protocol protocol, bool ipv6)
      : socket_(std::move(socket)), protocol_(protocol), ipv6_(ipv6) {}
  [[nodiscard]] std::optional<packets::CapturedPacket> captured(const ReceivedPacket& packet) const;

  TapSocket socket_;
  Protocol protocol_;
  bool ipv6_;
};

}  // namespace oakprobe::net
