#pragma once

#include "evidence/node_evidence.hpp"
#include "packets/captured_packet.hpp"
#include "probe-agent/watch/tap_layer.hpp"

#include <cstdint>
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

// The TCP handshakes that came to this node's ports, by port and sequence number: each once,
// however often its SYN was sent again. Pure.
class SeenHandshakes {
 public:
  // addresses: those that the host takes packets for. bind: the only one that is watched, where
  // several agents share one network namespace.
  SeenHandshakes(
      std::set<IpAddress> addresses, std::set<std::uint16_t> ports, std::optional<IpAddress> bind
  );

  // A SYN leaves. True: it is one that came in, and goes on.
  [[nodiscard]] bool forwards(const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  // A SYN was let in. True: it arrived for another port, and a rule of this host has redirected it.
  [[nodiscard]] bool redirects(const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  // A SYN came in.
  void came(SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  void answer_left(const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  void reset_left(const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  void error_left(const packets::IcmpErrorView& error);

  // What the kernel's SYN-RECV sockets could tell more of; which of them it has such a socket for;
  // and that it was asked.
  [[nodiscard]] std::vector<PendingHandshake> pending() const;
  void answer_made(const PendingHandshake& made);
  void end_check();

  [[nodiscard]] std::vector<evidence::SeenHandshake> evidence() const;
  // More SYNs came than are kept (seen_handshakes_max): what is not here may have come.
  [[nodiscard]] bool overflowed() const { return overflowed_; }

 private:
  struct Seen {
    evidence::SeenHandshake handshake;
    IpAddress to;
    unsigned interface = 0;
    bool checked = false;  // whether there is a SYN-RECV socket
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

  [[nodiscard]] bool is_watched(const IpAddress& address) const;
  [[nodiscard]] bool is_forwarded(const packets::CapturedPacket& packet, const Seen& seen) const;
  void find_redirection(const SeenKey& arrived);
  [[nodiscard]] Seen* seen_elsewhere(const LetIn& one);
  [[nodiscard]] Seen* arrived_with(std::uint32_t sequence);
  [[nodiscard]] Seen* seen_with(std::uint16_t port, std::uint32_t sequence);

  std::set<IpAddress> addresses_;
  std::set<std::uint16_t> ports_;
  std::optional<IpAddress> bind_;
  std::map<SeenKey, Seen> seen_;
  std::map<std::uint32_t, std::uint16_t> arrived_;  // by sequence number: the port it arrived for
  std::deque<LetIn> let_in_;                        // the latest, let_in_max at most
  std::set<SeenKey> pending_;
  bool overflowed_ = false;
};

}  // namespace oakprobe::agent
