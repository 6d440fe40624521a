#pragma once

#include "base/ids.hpp"
#include "net/port_owner.hpp"
#include "net/raw_udp_sender.hpp"
#include "net/socket_table.hpp"
#include "packets/packet_view.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/host/overlay_way.hpp"
#include "probe-agent/stand_in/receipts.hpp"
#include "wire/datagram.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::agent {

// A UDP port that flows lead to.
struct AnsweredPort {
  std::uint16_t port = 0;
  std::vector<FlowId> flows;
  bool live = false;  // another process owns it
  // Who is to hold the port that a rule of the host redirects it to: a process's name (proc(5),
  // comm); empty: anybody.
  std::string owner;
};

// Receives and answers probes for UDP ports that another process owns, beside that process: it gets
// its datagrams as before, of a form that it drops, and the answer leaves from its address and
// port, so that a live tunnel has a round-trip time and a way back too. Nothing is delivered unless
// a socket of the owner takes the address that was dialled. A port that the host's own rules
// redirect is the rightful owner's wherever it holds one.
class LiveAnswers {
 public:
  // Codec and receipts must outlive it; the receipts are armed with the ports' flows.
  LiveAnswers(
      const wire::DatagramCodec& codec,
      Receipts& receipts,
      OverlayWay overlay,
      std::vector<AnsweredPort> ports
  );

  // A probe that the firewall let in.
  void receive(
      const wire::Datagram& probe, const packets::PacketView& packet, const packets::UdpView& udp
  );

  // Datagrams that the owners' sockets had no room for, or found corrupted, since this was made.
  // Which of them were ours, nobody knows: they came as far as the socket all the same.
  [[nodiscard]] std::uint64_t owner_drops() const;
  [[nodiscard]] Clock::duration age() const { return Clock::now() - made_at_; }

 private:
  [[nodiscard]] const AnsweredPort* port_of(FlowId flow, std::uint16_t arrived_at) const;
  [[nodiscard]] bool is_taken(
      std::uint16_t port, const IpAddress& destination, const AnsweredPort& meant
  );
  [[nodiscard]] bool is_rightful(const net::BoundSocket& socket, const AnsweredPort& meant) const;
  [[nodiscard]] int answer(
      const wire::Datagram& probe, const packets::PacketView& packet, const packets::UdpView& udp
  );

  const wire::DatagramCodec& codec_;
  Receipts& receipts_;
  OverlayWay overlay_;  // what leads there is not answered
  std::vector<AnsweredPort> ports_;
  // As it was when this was made: later this process may not look into others any more.
  std::map<std::uint64_t, net::ProcessName> processes_;
  TimePoint made_at_ = Clock::now();
  std::map<std::uint16_t, std::uint64_t> drops_before_;
  std::optional<net::RawUdpSender> sender_v4_;
  std::optional<net::RawUdpSender> sender_v6_;
  // The owners' sockets, looked up again when they are older than a second.
  struct Owners {
    TimePoint read_at;
    std::vector<net::BoundSocket> sockets;
  };
  std::map<std::uint16_t, Owners> owners_;
};

}  // namespace oakprobe::agent
