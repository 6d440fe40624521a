#include "probe-agent/watch/watch.hpp"

#include "net/devices.hpp"
#include "net/next_hop.hpp"
#include "net/socket_table.hpp"

#include <algorithm>
#include <chrono>
#include <set>

namespace oakprobe::agent {

using evidence::TapState;

namespace {

// A SYN-ACK that is made leaves at once. A socket in SYN-RECV whose SYN-ACK the host's own OUTPUT
// dropped is gone after a second (docs/verdicts.md).
constexpr std::chrono::milliseconds half_open_check_after{20};

constexpr std::chrono::seconds devices_age_min{1};

constexpr std::size_t overheard_max = 16'384;

std::set<std::uint16_t> tcp_ports(const wire::Arm& order) {
  std::set<std::uint16_t> ports;
  for (const wire::ArmPort& port : order.ports) {
    if (port.port.protocol == Protocol::tcp) ports.insert(port.port.port);
  }
  return ports;
}

FlowPorts udp_ports(const wire::Arm& order) {
  FlowPorts ports;
  for (const wire::ArmPort& port : order.ports) {
    if (port.port.protocol != Protocol::udp) continue;
    for (const FlowId flow : port.flows) ports[flow].insert(port.port.port);
  }
  return ports;
}

void add_port(packets::TapScope& scope, Protocol protocol, std::uint16_t port) {
  auto& same = protocol == Protocol::udp ? scope.udp : scope.tcp;
  if (std::ranges::find(same, port) == same.end()) same.push_back(port);
}

}  // namespace

Watch::Watch(
    boost::asio::io_context& io,
    const wire::DatagramCodec& codec,
    WatchIdentity identity,
    const wire::Arm& order,
    TapChoice choice
)
    : codec_(codec),
      udp_(codec, identity, udp_ports(order)),
      tcp_(identity, tcp_ports(order), order.bind),
      neighbours_(identity.addresses),
      taps_(
          io,
          [this](SeenBy tap, const packets::CapturedPacket& packet) { see(tap, packet); },
          [this] { plan_half_open_check(); }
      ),
      half_open_timer_(io) {
  scope_.upper_addresses = devices_.upper_addresses();
  for (const IpAddress& address : identity.addresses)
    if (!address.is_loopback()) scope_.addresses.push_back(address);
  for (const wire::ArmPort& port : order.ports) {
    add_port(scope_, port.port.protocol, port.port.port);
  }
  if (order.taps) taps_.open(choice, scope_, codec_);
}

void Watch::dial(const wire::Probe& plan) {
  for (const wire::PlannedPath& path : plan.paths) add_port(scope_, path.protocol, path.port);
  taps_.set_scope(scope_);
}

void Watch::see(SeenBy tap, packets::CapturedPacket packet) {
  locate(packet);
  udp_.see(tap, packet);
  tcp_.see(tap, packet);
  neighbours_.see(tap, packet);
  const auto* error = std::get_if<packets::IcmpErrorView>(&packet.view.content);
  if (error != nullptr && tap == SeenBy::link && !packet.outgoing && !packet.misdelivered)
    overhear(packet, *error);
}

// A device that came later is asked for, and not more than once a second.
void Watch::locate(packets::CapturedPacket& packet) {
  const TimePoint now = Clock::now();
  if (packet.interface != 0 && devices_.find(packet.interface) == nullptr &&
      now - devices_read_at_ > devices_age_min) {
    devices_ = net::read_device_table();
    devices_read_at_ = now;
  }
  packet.place = devices_.place_of(packet.interface);
  const bool tagged = !packet.outgoing && packet.vlan.has_value();
  if (tagged && !devices_.takes_tag(packet.interface, *packet.vlan)) packet.misdelivered = true;
}

void Watch::overhear(const packets::CapturedPacket& packet, const packets::IcmpErrorView& error) {
  if (overheard_.size() >= overheard_max) return;
  auto own = udp_.quoted_attempt(error);
  if (!own) own = tcp_.own().quoted_attempt(error);
  if (!own) return;
  const evidence::IcmpError icmp{error.type, error.code, packet.view.source, error.mtu};
  overheard_.try_emplace({own->path, own->attempt}, OverheardError{icmp, Clock::now()});
}

const OverheardError* Watch::overheard(const PathId& path, unsigned attempt) const {
  const auto found = overheard_.find({path, attempt});
  return found == overheard_.end() ? nullptr : &found->second;
}

void Watch::plan_half_open_check() {
  if (half_open_planned_ || tcp_.seen().pending().empty()) return;
  half_open_planned_ = true;
  half_open_timer_.expires_after(half_open_check_after);
  half_open_timer_.async_wait(lifetime_.when_over([this] {
    half_open_planned_ = false;
    check_half_open();
  }));
}

// A SYN was let in and no SYN-ACK left: was one made? The kernel has a socket in SYN-RECV for it.
void Watch::check_half_open() {
  taps_.empty();
  SeenHandshakes& seen = tcp_.seen();
  if (seen.pending().empty()) return;
  if (const auto half_open = net::half_open_connections()) {
    std::set<PendingHandshake> made;
    for (const net::HalfOpenConnection& one : *half_open) {
      made.insert({one.port, one.peer, one.peer_port});
    }
    for (const PendingHandshake& pending : seen.pending()) {
      if (made.contains(pending)) seen.answer_made(pending);
    }
  }
  seen.end_check();
}

void Watch::answer_for_owners(
    Receipts& receipts,
    OverlayWay overlay,
    const wire::Arm& order,
    const std::vector<evidence::ArmedPort>& armed
) {
  std::vector<AnsweredPort> ports;
  for (std::size_t i = 0; i < armed.size(); ++i) {
    if (armed[i].port.protocol != Protocol::udp) continue;
    AnsweredPort& one = ports.emplace_back();
    one.port = armed[i].port.port;
    one.flows = order.ports[i].flows;
    one.live = armed[i].mode == evidence::ListenMode::live;
    one.owner = one.live ? armed[i].process : order.ports[i].component;
    receipts.arm(armed[i].port, one.flows);
  }
  if (ports.empty() || taps_.proved().udp != TapState::trusted) return;
  answers_.emplace(codec_, receipts, std::move(overlay), std::move(ports));
  udp_.on_admitted([this](const auto& probe, const auto& packet, const auto& datagram) {
    // The interface's tap has it already, and knows whether its checksum was wrong.
    taps_.empty_at_link();
    if (udp_.is_sound(probe)) answers_->receive(probe, packet, datagram);
  });
}

evidence::Taps Watch::state() {
  evidence::Taps taps = taps_.state();
  if (tcp_.seen().overflowed()) taps.packets = std::min(taps.packets, TapState::overflowed);
  return taps;
}

void Watch::tell(evidence::NodeEvidence& evidence) {
  taps_.empty();
  evidence.taps = state();
  neighbours_.tell(evidence, net::keeps_still);
  evidence.own_handshakes = tcp_.own().evidence();
  evidence.seen_handshakes = tcp_.seen().evidence();
  // Unknown is not "none": without CAP_NET_ADMIN nobody knows what leaves in disguise.
  evidence.ipsec = net::has_ipsec_policies().value_or(true);
}

}  // namespace oakprobe::agent
