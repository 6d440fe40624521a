#pragma once

#include "probe-agent/watch/own_handshakes.hpp"
#include "probe-agent/watch/seen_handshakes.hpp"

namespace oakprobe::agent {

// The handshakes that this node's taps saw: its own, and those that came to its ports. Pure: the
// taps are its caller's.
class TcpSightings {
 public:
  // bind: as SeenHandshakes has it.
  TcpSightings(
      const WatchIdentity& identity, std::set<std::uint16_t> ports, std::optional<IpAddress> bind
  )
      : own_(identity.addresses), seen_(identity.addresses, std::move(ports), std::move(bind)) {}

  // Before connect(): its SYN may be seen before that returns.
  void opened(const OpenedAttempt& attempt) { own_.opened(attempt); }

  void see(SeenBy tap, const packets::CapturedPacket& packet);

  [[nodiscard]] const OwnHandshakes& own() const { return own_; }
  [[nodiscard]] const SeenHandshakes& seen() const { return seen_; }
  // For what the kernel's SYN-RECV sockets tell.
  [[nodiscard]] SeenHandshakes& seen() { return seen_; }

 private:
  void see_syn(SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp);
  void see_syn_ack(SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp);

  OwnHandshakes own_;
  SeenHandshakes seen_;
};

}  // namespace oakprobe::agent
