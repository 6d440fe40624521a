#include "probe-agent/watch/tap_set.hpp"

#include "probe-agent/watch/canary.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <unistd.h>

namespace oakprobe::agent {

using evidence::TapState;

namespace {

constexpr std::chrono::milliseconds canary_limit{100};  // of each of at most four

constexpr unsigned drains_max = 256;

bool has_ipv6() { return std::filesystem::exists("/proc/net/if_inet6"); }

TapState worst(TapState a, TapState b) { return std::min(a, b); }

}  // namespace

template <class Visit>
void TapSet::for_each_kind(const Visit& visit) {
  visit(packets_);
  visit(raw_udp_);
  visit(raw_tcp_);
}

void TapSet::open(
    const TapChoice& choice, const packets::TapScope& scope, const wire::DatagramCodec& codec
) {
  if (choice.packets) open_packets(scope, choice.buffer_bytes);
  if (choice.udp) proved_.udp = TapState::trusted;
  if (choice.tcp) proved_.tcp = TapState::trusted;
  for (const bool ipv6 : {false, true}) {
    if (ipv6 && !has_ipv6()) continue;
    if (choice.udp) open_raw(Protocol::udp, ipv6, scope, choice.buffer_bytes);
    if (choice.tcp) open_raw(Protocol::tcp, ipv6, scope, choice.buffer_bytes);
  }
  prove(false, scope, codec);
  if (has_ipv6()) prove(true, scope, codec);
  set_scope(scope);
  empty();
  for_each_kind([this](auto& taps) {
    for (auto& one : taps) listen(one);
  });
}

void TapSet::open_packets(const packets::TapScope& scope, int buffer_bytes) {
  proved_.packets = TapState::trusted;
  open_packets(net::TapLayer::link, SeenBy::link, scope, buffer_bytes);
  open_packets(net::TapLayer::ipv4, SeenBy::ip, scope, buffer_bytes);
  open_packets(net::TapLayer::ipv6, SeenBy::ip, scope, buffer_bytes);
  open_packets(net::TapLayer::arp, SeenBy::ip, scope, buffer_bytes);
  if (!scope.upper_addresses.empty())
    open_packets(net::TapLayer::upper, SeenBy::link, scope, buffer_bytes);
}

void TapSet::open_packets(
    net::TapLayer layer, SeenBy seen_by, const packets::TapScope& scope, int buffer_bytes
) {
  auto tap = net::PacketTap::open(layer, scope, buffer_bytes);
  if (!tap) {
    proved_.packets = TapState::absent;
    return;
  }
  packets_.push_back({seen_by, std::move(*tap), std::nullopt});
}

void TapSet::open_raw(
    Protocol protocol, bool ipv6, const packets::TapScope& scope, int buffer_bytes
) {
  const bool is_udp = protocol == Protocol::udp;
  auto tap = net::RawTap::open(protocol, ipv6, scope, buffer_bytes);
  if (!tap) {
    (is_udp ? proved_.udp : proved_.tcp) = TapState::absent;
    return;
  }
  (is_udp ? raw_udp_ : raw_tcp_).push_back({SeenBy::raw, std::move(*tap), std::nullopt});
}

void TapSet::set_scope(const packets::TapScope& scope) {
  bool all_set = true;
  for_each_kind([&](auto& taps) {
    for (auto& one : taps) all_set = all_set && !one.tap.set_scope(scope);
  });
  if (!all_set) proved_ = evidence::Taps{};
}

void TapSet::prove(bool ipv6, const packets::TapScope& scope, const wire::DatagramCodec& codec) {
  for (const Protocol protocol : {Protocol::udp, Protocol::tcp})
    prove(protocol, ipv6, scope, codec);
}

// A tap that does not see what its own agent's socket received is broken. If that received nothing
// either, the host filters its loopback, which says nothing against the tap.
void TapSet::prove(
    Protocol protocol, bool ipv6, packets::TapScope scope, const wire::DatagramCodec& codec
) {
  const bool is_udp = protocol == Protocol::udp;
  auto& raw = is_udp ? raw_udp_ : raw_tcp_;
  TapState& raw_state = is_udp ? proved_.udp : proved_.tcp;
  const std::size_t family = ipv6 ? 1 : 0;
  if (packets_.empty() || raw.size() <= family) return;
  auto canary = is_udp ? Canary::udp(ipv6) : Canary::tcp(ipv6);
  if (!canary) {
    // Without IPv6 on loopback the family is not in use; without IPv4 nothing was proved.
    if (!ipv6) raw_state = proved_.packets = TapState::blind;
    return;
  }
  net::PacketTap& link = packets_.front().tap;
  net::RawTap& behind = std::next(raw.begin(), static_cast<std::ptrdiff_t>(family))->tap;
  (is_udp ? scope.udp : scope.tcp).push_back(canary->port());
  if (link.set_scope(scope) || behind.set_scope(scope)) {
    raw_state = proved_.packets = TapState::blind;
    return;
  }
  const CanaryResult result = canary->fly(link, behind, codec, canary_limit);
  if (!result.received && !result.at_raw) proved_.loopback_filtered = true;
  if (result.received && !result.at_link) proved_.packets = worst(proved_.packets, TapState::blind);
  if (result.received && !result.at_raw) raw_state = worst(raw_state, TapState::blind);
}

template <class Tap>
void TapSet::listen(Opened<Tap>& opened) {
  if (!opened.ready) {
    const int fd = ::dup(opened.tap.fd());
    if (fd < 0) return;  // emptied when the evidence is asked for
    opened.ready.emplace(io_, fd);
  }
  opened.ready->async_wait(Descriptor::wait_read, lifetime_.when_over([this, &opened] {
    static_cast<void>(drain(opened));
    emptied_();
    listen(opened);
  }));
}

template <class Tap>
bool TapSet::drain(Opened<Tap>& opened) {
  return opened.tap.drain([&](const packets::CapturedPacket& packet) {
    seen_(opened.layer, packet);
  });
}

void TapSet::empty() {
  for_each_kind([this](auto& taps) {
    for (auto& one : taps) {
      for (unsigned again = 0; again < drains_max && !drain(one); ++again) {
      }
    }
  });
}

void TapSet::empty_at_link() {
  for (auto& one : packets_)
    if (one.layer == SeenBy::link) static_cast<void>(drain(one));
}

evidence::Taps TapSet::state() {
  evidence::Taps taps = proved_;
  const auto note = [](TapState& state, bool lost) {
    if (lost) state = worst(state, TapState::overflowed);
  };
  for (auto& one : packets_) note(taps.packets, one.tap.dropped() > 0);
  for (auto& one : raw_udp_) note(taps.udp, one.tap.dropped().value_or(0) > 0);
  for (auto& one : raw_tcp_) note(taps.tcp, one.tap.dropped().value_or(0) > 0);
  return taps;
}

}  // namespace oakprobe::agent
