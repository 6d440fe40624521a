#include "net/packet_tap.hpp"

#include "net/socket_options.hpp"
#include "packets/checksum.hpp"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

namespace oakprobe::net {
namespace {

std::uint16_t ether_type(TapLayer layer) {
  switch (layer) {
    case TapLayer::link:
    case TapLayer::upper:
      return ETH_P_ALL;
    case TapLayer::ipv4:
      return ETH_P_IP;
    case TapLayer::ipv6:
      return ETH_P_IPV6;
    case TapLayer::arp:
      return ETH_P_ARP;
  }
  return ETH_P_ALL;
}

// What leaves with a VLAN tag in the frame itself begins at its network header all the same.
bool is_known(std::uint16_t type, bool outgoing) {
  const bool tagged = type == ETH_P_8021Q || type == ETH_P_8021AD;
  return type == ETH_P_IP || type == ETH_P_IPV6 || type == ETH_P_ARP || (tagged && outgoing);
}

std::optional<std::uint16_t> vlan_of(const tpacket_auxdata& data) {
  constexpr std::uint16_t id_mask = 0xfff;
  if ((data.tp_status & TP_STATUS_VLAN_VALID) == 0) return std::nullopt;
  return static_cast<std::uint16_t>(data.tp_vlan_tci & id_mask);
}

// With offload the sum of a packet that never was on a wire is not there yet, and one that the
// adapter found right is not looked at again.
bool is_corrupted(const tpacket_auxdata& data, std::span<const std::byte> packet) {
  constexpr auto unjudged = TP_STATUS_CSUMNOTREADY | TP_STATUS_CSUM_VALID;
  return (data.tp_status & unjudged) == 0 && packets::has_right_checksum(packet) == false;
}

}  // namespace

Result<PacketTap> PacketTap::open(
    TapLayer layer, const packets::TapScope& scope, int buffer_bytes
) {
  auto socket = TapSocket::open(AF_PACKET, SOCK_DGRAM, 0);  // protocol 0: deaf until bind()
  if (!socket) return socket.error();
  PacketTap tap(std::move(*socket), layer);
  tap.socket_.set_buffer(buffer_bytes);
  // A kernel without it takes tags for granted.
  (void)set_option(tap.fd(), SOL_PACKET, PACKET_AUXDATA, 1);
  if (const ErrorCode error = tap.set_scope(scope)) return error;
  sockaddr_ll all{};
  all.sll_family = AF_PACKET;
  all.sll_protocol = htons(ether_type(layer));
  if (::bind(tap.fd(), reinterpret_cast<const sockaddr*>(&all), sizeof all) != 0) {
    return from_errno(errno);
  }
  return tap;
}

ErrorCode PacketTap::set_scope(const packets::TapScope& scope) {
  return socket_.attach(
      layer_ == TapLayer::upper ? packets::upper_tap_filter(scope)
                                : packets::tap_filter(scope, packets::FilterStart::network_header)
  );
}

bool PacketTap::drain(const PacketVisit& visit) {
  for (std::size_t taken = 0; taken < packets_per_drain; ++taken) {
    const auto packet = socket_.receive();
    if (!packet) return true;
    sockaddr_ll link{};
    std::memcpy(&link, &packet->from, sizeof link);
    const bool outgoing = link.sll_pkttype == PACKET_OUTGOING;
    if (!is_known(ntohs(link.sll_protocol), outgoing)) continue;
    const auto view = packets::view_packet(packet->bytes);
    if (!view) continue;
    packets::CapturedPacket captured;
    captured.view = *view;
    captured.outgoing = outgoing;
    captured.misdelivered = link.sll_pkttype == PACKET_OTHERHOST && layer_ != TapLayer::upper;
    const auto told = control_of<tpacket_auxdata>(packet->message, SOL_PACKET, PACKET_AUXDATA);
    if (told) {
      captured.vlan = vlan_of(*told);
      captured.corrupted = !outgoing && is_corrupted(*told, packet->bytes);
    }
    captured.interface = static_cast<unsigned>(link.sll_ifindex);
    visit(captured);
  }
  return false;
}

std::uint64_t PacketTap::dropped() {
  tpacket_stats statistics{};  // since the last reading
  socklen_t size = sizeof statistics;
  if (::getsockopt(fd(), SOL_PACKET, PACKET_STATISTICS, &statistics, &size) == 0) {
    dropped_ += statistics.tp_drops;
  }
  return dropped_;
}

}  // namespace oakprobe::net
