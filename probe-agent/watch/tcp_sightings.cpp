#include "probe-agent/watch/tcp_sightings.hpp"

namespace oakprobe::agent {

void TcpSightings::see(SeenBy tap, const packets::CapturedPacket& packet) {
  const bool leaves = tap == SeenBy::link && packet.outgoing;
  if (const auto* error = std::get_if<packets::IcmpErrorView>(&packet.view.content)) {
    if (leaves) seen_.error_left(*error);
    return;
  }
  const auto* tcp = std::get_if<packets::TcpView>(&packet.view.content);
  if (tcp == nullptr || packet.misdelivered) return;
  if (tcp->reset) {
    if (leaves) {
      seen_.reset_left(packet, *tcp);
    } else if (tap == SeenBy::link) {
      own_.reset_came(packet, *tcp);
    }
  } else if (tcp->syn && tcp->ack) {
    see_syn_ack(tap, packet, *tcp);
  } else if (tcp->syn) {
    see_syn(tap, packet, *tcp);
  }
}

// What leaves is one of ours, or one that came in and goes on through another interface. What comes
// in may be a container's, which will leave; else it is for this node.
void TcpSightings::see_syn(
    SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  if (tap == SeenBy::link && packet.outgoing) {
    const bool goes_on = !own_.is_hosts_own(tcp.sequence) && seen_.forwards(packet, tcp);
    if (!goes_on) own_.left(packet, tcp);
    return;
  }
  if (tap == SeenBy::raw && seen_.redirects(packet, tcp)) return;
  if (own_.passes_from_container(packet, tcp)) return;
  seen_.came(tap, packet, tcp);
}

void TcpSightings::see_syn_ack(
    SeenBy tap, const packets::CapturedPacket& packet, const packets::TcpView& tcp
) {
  if (tap == SeenBy::link && packet.outgoing) {
    own_.answer_goes_on(tcp);
    seen_.answer_left(packet, tcp);
  } else {
    own_.answer_came(tap, packet, tcp);
  }
}

}  // namespace oakprobe::agent
