#pragma once

#include "evidence/sighting.hpp"
#include "packets/captured_packet.hpp"
#include "probe-agent/exchange/opened_attempt.hpp"
#include "probe-agent/watch/tap_layer.hpp"
#include "probe-agent/watch/udp_sightings.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace oakprobe::agent {

// A SYN that was let in, and for which no SYN-ACK was seen yet.
struct PendingHandshake {
  std::uint16_t port = 0;
  IpAddress from;
  std::uint16_t from_port = 0;

  friend bool operator<(const PendingHandshake& a, const PendingHandshake& b) {
    return std::tie(a.port, a.from, a.from_port) < std::tie(b.port, b.from, b.from_port);
  }
};

// The handshakes that this node's taps saw: its own, by the sequence numbers that left it, and
// those that came to its ports. Each once, however often a SYN was sent again. Pure: the taps are
// its caller's.
class TcpSightings {
 public:
  // bind: the only address that is watched, where several agents share one network namespace.
  TcpSightings(
      WatchIdentity identity, std::set<std::uint16_t> ports, std::optional<IpAddress> bind
  );

  // Before connect(): its SYN may be seen before that returns.
  void opened(const OpenedAttempt& attempt);

  void take(SeenBy tap, const packets::CapturedPacket& packet);

  // What a look at the kernel's SYN-RECV sockets could tell more of; and that it told.
  [[nodiscard]] std::vector<PendingHandshake> pending() const;
  void answer_made(const PendingHandshake& handshake);
  void end_look();

  [[nodiscard]] std::vector<evidence::OwnHandshake> own() const;
  [[nodiscard]] std::vector<evidence::SeenHandshake> seen() const;
  // Which of this node's SYNs an ICMP error speaks of, by its sequence number and destination.
  [[nodiscard]] std::optional<OwnAttempt> quoted_attempt(const packets::IcmpErrorView& error) const;
  // More SYNs came than are kept (seen_handshakes_max): what is not here may have come.
  [[nodiscard]] bool overflowed() const { return overflowed_; }

 private:
  struct Own {
    evidence::OwnHandshake told;
    IpAddress destination;
    std::uint16_t port = 0;
    // A SYN that left from a port of no attempt: another process's, or one whose port a rule of
    // this host translated. Which, own() tells.
    bool stray = false;
    // Sent in a container of this host: taps see it come in from the bridge before it leaves.
    bool from_container = false;
  };
  struct Seen {
    evidence::SeenHandshake told;
    IpAddress to;
    unsigned interface = 0;
    bool looked = false;  // at the SYN-RECV sockets
  };
  using SeenKey = std::pair<std::uint16_t, std::uint32_t>;  // port, sequence number
  // A SYN that was let in. Taps are emptied one after the other: it may be seen here before it is
  // seen at the interface.
  struct LetIn {
    std::uint16_t port = 0;
    IpAddress from;
    std::uint16_t from_port = 0;
    std::uint32_t sequence = 0;
  };

  void take_syn(SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  // True: it arrived for another port.
  [[nodiscard]] bool let_in(const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  void look_up_redirection(const SeenKey& arrived);
  [[nodiscard]] Seen* seen_elsewhere(const LetIn& one);
  [[nodiscard]] bool is_forwarded(const packets::CapturedPacket& packet, const Seen& seen) const;
  [[nodiscard]] bool is_diverted(
      const packets::CapturedPacket& packet, const packets::TcpView& tcp, const Own& own
  ) const;
  void take_syn_ack(SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  void take_reset(SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  void take_error(const packets::IcmpErrorView& error);
  void syn_left(const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  static void note_left(Own& own, packets::Place place);
  // Learns the sequence number of a container's SYN as it comes in; nullptr: it is none of ours.
  Own* take_contained(const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  [[nodiscard]] Own* own_with_sequence(std::uint32_t sequence);
  [[nodiscard]] Own* own_answered_by(
      const packets::CapturedPacket& packet, const packets::TcpView& tcp
  );
  [[nodiscard]] Seen* seen_with(std::uint16_t port, std::uint32_t sequence);
  [[nodiscard]] Seen* arrived_with(std::uint32_t sequence);
  [[nodiscard]] bool is_watched(const IpAddress& address) const;

  WatchIdentity identity_;
  std::set<std::uint16_t> ports_;
  std::optional<IpAddress> bind_;
  std::vector<Own> own_;
  std::map<std::uint16_t, std::size_t> own_by_port_;        // local port: the latest attempt
  std::map<std::uint16_t, std::size_t> contained_by_port_;  // so, of those from a container
  std::map<std::uint32_t, std::size_t> own_by_sequence_;
  std::set<std::pair<IpAddress, std::uint16_t>> dialled_;
  std::map<SeenKey, Seen> seen_;
  std::map<std::uint32_t, std::uint16_t> arrived_;  // by sequence number: the port it arrived for
  std::deque<LetIn> let_in_;                        // the latest, let_in_max at most
  std::set<SeenKey> pending_;
  std::size_t strays_ = 0;
  bool overflowed_ = false;
};

}  // namespace oakprobe::agent
