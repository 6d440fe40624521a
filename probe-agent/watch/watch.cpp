#include "probe-agent/watch/watch.hpp"

#include "net/neighbour_settings.hpp"
#include "net/next_hop.hpp"
#include "net/socket_table.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/watch/canary.hpp"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace oakprobe::agent {

using evidence::TapState;

namespace {

constexpr std::chrono::milliseconds canary_limit{100};  // of each of at most four

// A SYN-ACK that is made leaves at once. A socket in SYN-RECV whose SYN-ACK the host's own OUTPUT
// dropped is gone after a second (docs/verdicts.md).
constexpr std::chrono::milliseconds half_open_look_after{20};

constexpr std::chrono::seconds devices_age_min{1};

constexpr std::size_t overheard_max = 16'384;

constexpr unsigned drains_max = 256;  // a flood must not hold up the evidence

bool has_ipv6() { return std::filesystem::exists("/proc/net/if_inet6"); }

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

TapState worst(TapState a, TapState b) { return std::min(a, b); }

}  // namespace

Watch::Watch(
    boost::asio::io_context& io,
    const wire::DatagramCodec& codec,
    WatchIdentity identity,
    const wire::Arm& order,
    TapChoice choice
)
    : io_(io),
      codec_(codec),
      udp_(codec, identity, udp_ports(order)),
      tcp_(identity, tcp_ports(order), order.bind),
      neighbours_(identity.addresses),
      look_timer_(io) {
  scope_.upper_addresses = devices_.upper_addresses();
  for (const IpAddress& address : identity.addresses)
    if (!address.is_loopback()) scope_.addresses.push_back(address);
  for (const wire::ArmPort& port : order.ports) {
    add_port(scope_, port.port.protocol, port.port.port);
  }
  if (!order.taps) return;
  open(choice);
  prove(false);
  if (has_ipv6()) prove(true);
  if (!set_scope()) proved_ = evidence::Taps{};
  drain_all();
  for (auto& one : packets_) listen(one);
  for (auto& one : raw_udp_) listen(one);
  for (auto& one : raw_tcp_) listen(one);
}

void Watch::open(const TapChoice& choice) {
  if (choice.packets) {
    proved_.packets = TapState::trusted;
    open_packets(net::TapLayer::link, SeenBy::link, choice.buffer_bytes);
    open_packets(net::TapLayer::ipv4, SeenBy::ip, choice.buffer_bytes);
    open_packets(net::TapLayer::ipv6, SeenBy::ip, choice.buffer_bytes);
    open_packets(net::TapLayer::arp, SeenBy::ip, choice.buffer_bytes);
    if (!scope_.upper_addresses.empty())
      open_packets(net::TapLayer::upper, SeenBy::link, choice.buffer_bytes);
  }
  if (choice.udp) proved_.udp = TapState::trusted;
  if (choice.tcp) proved_.tcp = TapState::trusted;
  for (const bool ipv6 : {false, true}) {
    if (ipv6 && !has_ipv6()) continue;
    if (choice.udp) open_raw(Protocol::udp, ipv6, choice.buffer_bytes);
    if (choice.tcp) open_raw(Protocol::tcp, ipv6, choice.buffer_bytes);
  }
}

void Watch::open_packets(net::TapLayer layer, SeenBy seen_by, int buffer_bytes) {
  auto tap = net::PacketTap::open(layer, scope_, buffer_bytes);
  if (!tap) {
    proved_.packets = TapState::absent;
    return;
  }
  packets_.push_back({seen_by, std::move(*tap), std::nullopt});
}

void Watch::open_raw(Protocol protocol, bool ipv6, int buffer_bytes) {
  const bool is_udp = protocol == Protocol::udp;
  auto tap = net::RawTap::open(protocol, ipv6, scope_, buffer_bytes);
  if (!tap) {
    (is_udp ? proved_.udp : proved_.tcp) = TapState::absent;
    return;
  }
  (is_udp ? raw_udp_ : raw_tcp_).push_back({SeenBy::raw, std::move(*tap), std::nullopt});
}

bool Watch::set_scope() {
  const auto set = [&](auto& taps) {
    return std::ranges::all_of(taps, [&](auto& one) { return !one.tap.set_scope(scope_); });
  };
  return set(packets_) && set(raw_udp_) && set(raw_tcp_);
}

// A tap that does not see what its own agent's socket received is broken. If that received nothing
// either, the host filters its loopback, which says nothing against the tap.
void Watch::prove(bool ipv6) {
  for (const Protocol protocol : {Protocol::udp, Protocol::tcp}) {
    const bool is_udp = protocol == Protocol::udp;
    auto& raw = is_udp ? raw_udp_ : raw_tcp_;
    TapState& raw_state = is_udp ? proved_.udp : proved_.tcp;
    const std::size_t family = ipv6 ? 1 : 0;
    if (packets_.empty() || raw.size() <= family) continue;
    auto canary = is_udp ? Canary::udp(ipv6) : Canary::tcp(ipv6);
    if (!canary) {
      // Without IPv6 on loopback the family is not in use; without IPv4 nothing was proved.
      if (!ipv6) raw_state = proved_.packets = TapState::blind;
      continue;
    }
    net::PacketTap& link = packets_.front().tap;
    net::RawTap& behind = std::next(raw.begin(), static_cast<std::ptrdiff_t>(family))->tap;
    packets::TapScope scope = scope_;
    add_port(scope, protocol, canary->port());
    if (link.set_scope(scope) || behind.set_scope(scope)) {
      raw_state = proved_.packets = TapState::blind;
      continue;
    }
    const CanaryResult result = canary->fly(link, behind, codec_, canary_limit);
    if (!result.received && !result.at_raw) proved_.loopback_filtered = true;
    if (result.received && !result.at_link) {
      proved_.packets = worst(proved_.packets, TapState::blind);
    }
    if (result.received && !result.at_raw) raw_state = worst(raw_state, TapState::blind);
  }
}

template <class Tap>
void Watch::listen(Opened<Tap>& opened) {
  if (!opened.ready) {
    const int fd = ::dup(opened.tap.fd());
    if (fd < 0) return;  // drained when the evidence is asked for
    opened.ready.emplace(io_, fd);
  }
  opened.ready->async_wait(
      Descriptor::wait_read,
      [this, &opened, watch = lifetime_.watch()](const boost::system::error_code& cancelled) {
        if (cancelled || watch.expired()) return;
        static_cast<void>(drain(opened));
        look_soon();
        listen(opened);
      }
  );
}

template <class Tap>
bool Watch::drain(Opened<Tap>& opened) {
  return opened.tap.drain([&](const packets::CapturedPacket& packet) { take(opened.layer, packet); }
  );
}

void Watch::drain_all() {
  const auto empty = [&](auto& taps) {
    for (auto& one : taps) {
      for (unsigned again = 0; again < drains_max && !drain(one); ++again) {
      }
    }
  };
  empty(packets_);
  empty(raw_udp_);
  empty(raw_tcp_);
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

void Watch::take(SeenBy tap, packets::CapturedPacket packet) {
  locate(packet);
  udp_.take(tap, packet);
  tcp_.take(tap, packet);
  neighbours_.take(tap, packet);
  const auto* error = std::get_if<packets::IcmpErrorView>(&packet.view.content);
  if (error != nullptr && tap == SeenBy::link && !packet.outgoing && !packet.misdelivered)
    overhear(packet, *error);
}

void Watch::overhear(const packets::CapturedPacket& packet, const packets::IcmpErrorView& error) {
  if (overheard_.size() >= overheard_max) return;
  auto own = udp_.quoted_attempt(error);
  if (!own) own = tcp_.quoted_attempt(error);
  if (!own) return;
  const evidence::IcmpError icmp{error.type, error.code, packet.view.source, error.mtu};
  overheard_.try_emplace({own->path, own->attempt}, OverheardError{icmp, Clock::now()});
}

const OverheardError* Watch::overheard(const PathId& path, unsigned attempt) const {
  const auto found = overheard_.find({path, attempt});
  return found == overheard_.end() ? nullptr : &found->second;
}

void Watch::look_soon() {
  if (look_planned_ || tcp_.pending().empty()) return;
  look_planned_ = true;
  look_timer_.expires_after(half_open_look_after);
  look_timer_.async_wait([this,
                          watch = lifetime_.watch()](const boost::system::error_code& cancelled) {
    if (cancelled || watch.expired()) return;
    look_planned_ = false;
    look_for_half_open();
  });
}

void Watch::look_for_half_open() {
  drain_all();
  if (tcp_.pending().empty()) return;
  if (const auto half_open = net::half_open_connections()) {
    std::set<PendingHandshake> made;
    for (const net::HalfOpenConnection& one : *half_open) {
      made.insert({one.port, one.peer, one.peer_port});
    }
    for (const PendingHandshake& pending : tcp_.pending()) {
      if (made.contains(pending)) tcp_.answer_made(pending);
    }
  }
  tcp_.end_look();
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
  if (ports.empty() || proved_.udp != TapState::trusted) return;
  answers_.emplace(codec_, receipts, std::move(overlay), std::move(ports));
  udp_.on_admitted([this](const auto& probe, const auto& packet, const auto& datagram) {
    // The interface's tap has it already, and knows whether its checksum was wrong.
    for (auto& one : packets_)
      if (one.layer == SeenBy::link) static_cast<void>(drain(one));
    if (udp_.is_sound(probe)) answers_->take(probe, packet, datagram);
  });
}

void Watch::dial(const wire::Probe& plan) {
  for (const wire::PlannedPath& path : plan.paths) add_port(scope_, path.protocol, path.port);
  if (!set_scope()) proved_ = evidence::Taps{};
}

evidence::Taps Watch::state() {
  evidence::Taps taps = proved_;
  const auto note = [](TapState& state, bool lost) {
    if (lost) state = worst(state, TapState::overflowed);
  };
  for (auto& one : packets_) note(taps.packets, one.tap.dropped() > 0);
  for (auto& one : raw_udp_) note(taps.udp, one.tap.dropped().value_or(0) > 0);
  for (auto& one : raw_tcp_) note(taps.tcp, one.tap.dropped().value_or(0) > 0);
  if (tcp_.overflowed()) taps.packets = worst(taps.packets, TapState::overflowed);
  return taps;
}

void Watch::tell(evidence::NodeEvidence& evidence) {
  drain_all();
  evidence.taps = state();
  neighbours_.tell(evidence, net::keeps_still);
  evidence.own_handshakes = tcp_.own();
  evidence.seen_handshakes = tcp_.seen();
  // Unknown is not "none": without CAP_NET_ADMIN nobody knows what leaves in disguise.
  evidence.ipsec = net::has_ipsec_policies().value_or(true);
}

}  // namespace oakprobe::agent
