#pragma once

#include "base/result.hpp"
#include "net/tap_socket.hpp"
#include "packets/packet_filter.hpp"

#include <cstdint>

namespace oakprobe::net {

enum class TapLayer : std::uint8_t {
  link,  // ETH_P_ALL: before tc and netdev ingress hooks, and what leaves, after POSTROUTING
  ipv4,  // incoming only, behind those hooks and before PREROUTING
  ipv6,
  arp,    // so
  upper,  // as link, of what a device takes for a bridge or macvlan above it (packet_filter.hpp)
};

// An AF_PACKET socket that sees what concerns a run on all interfaces of the network namespace
// (packet(7)). A packet that this host sends to itself shows as outgoing and as incoming, one that
// crosses a bridge or VLAN shows on each of its interfaces, and a retransmission shows again:
// count attempts, not packets. A VLAN tag that came with a packet was taken off by the kernel.
// Outgoing packets show their translated source address.
class PacketTap {
 public:
  // Nothing slips in before the filter. EPERM without CAP_NET_RAW.
  [[nodiscard]] static Result<PacketTap> open(
      TapLayer layer, const packets::TapScope& scope, int buffer_bytes = tap_buffer_bytes
  );

  // Readable when there is something to drain.
  [[nodiscard]] int fd() const { return socket_.fd(); }

  [[nodiscard]] ErrorCode set_scope(const packets::TapScope& scope);

  // False: packets_per_drain were taken, and there may be more.
  bool drain(const PacketVisit& visit);

  // Packets that passed the filter and were lost since open(), because the buffer was full.
  [[nodiscard]] std::uint64_t dropped();

 private:
  PacketTap(TapSocket socket, TapLayer layer) : socket_(std::move(socket)), layer_(layer) {}

  TapSocket socket_;
  TapLayer layer_;
  std::uint64_t dropped_ = 0;
};

}  // namespace oakprobe::net
