#pragma once

#include "evidence/node_evidence.hpp"
#include "packets/captured_packet.hpp"
#include "probe-agent/exchange/opened_attempt.hpp"
#include "probe-agent/watch/tap_layer.hpp"
#include "probe-agent/watch/watch_identity.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace oakprobe::agent {

// The TCP handshakes that this node's attempts began, by the sequence numbers that left it: each
// once, however often its SYN was sent again. Pure.
class OwnHandshakes {
 public:
  // addresses: those that the host takes packets for.
  explicit OwnHandshakes(std::set<IpAddress> addresses) : addresses_(std::move(addresses)) {}

  // Before connect(): its SYN may be seen before that returns.
  void opened(const OpenedAttempt& attempt);

  // A SYN came in. True: it is a container's, of one of these attempts, and on its way through this
  // host; taps see it come in from the bridge before it leaves.
  [[nodiscard]] bool passes_from_container(
      const packets::CapturedPacket& packet, const packets::TcpView& tcp
  );
  // A SYN of an attempt that this host itself made.
  [[nodiscard]] bool is_hosts_own(std::uint32_t sequence);
  // A SYN left.
  void left(const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  // A SYN-ACK came in, or goes on to a container: that passed this host's filters, and no raw
  // socket sees it.
  void answer_came(SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  void answer_goes_on(const packets::TcpView& tcp);
  void reset_came(const packets::CapturedPacket& packet, const packets::TcpView& tcp);

  [[nodiscard]] std::vector<evidence::OwnHandshake> evidence() const;
  // Which of this node's SYNs an ICMP error speaks of, by its sequence number and destination.
  [[nodiscard]] std::optional<OwnAttempt> quoted_attempt(const packets::IcmpErrorView& error) const;

 private:
  struct Own {
    evidence::OwnHandshake handshake;
    IpAddress destination;
    std::uint16_t port = 0;
    // A SYN that left from a port of no attempt: another process's, or one whose port a rule of
    // this host translated. Which, evidence() tells.
    bool stray = false;
    // Sent in a container of this host.
    bool from_container = false;
  };

  // Learns the sequence number of a container's SYN as it comes in; nullptr: it is none of ours.
  [[nodiscard]] Own* contained_with(
      const packets::CapturedPacket& packet, const packets::TcpView& tcp
  );
  [[nodiscard]] bool is_diverted(
      const packets::CapturedPacket& packet, const packets::TcpView& tcp, const Own& own
  ) const;
  static void note_left(Own& own, packets::Place place);
  [[nodiscard]] Own* own_with_sequence(std::uint32_t sequence);
  [[nodiscard]] Own* own_answered_by(
      const packets::CapturedPacket& packet, const packets::TcpView& tcp
  );

  std::set<IpAddress> addresses_;
  std::vector<Own> own_;
  std::map<std::uint16_t, std::size_t> own_by_port_;        // local port: the latest attempt
  std::map<std::uint16_t, std::size_t> contained_by_port_;  // so, of those from a container
  std::map<std::uint32_t, std::size_t> own_by_sequence_;
  std::set<std::pair<IpAddress, std::uint16_t>> dialled_;
  std::size_t strays_ = 0;
};

}  // namespace oakprobe::agent
