#include "probe-agent/watch/udp_sightings.hpp"

#include "probe-agent/watch/left_by.hpp"

namespace oakprobe::agent {

using evidence::Sight;

namespace {

constexpr std::size_t corrupted_max = 65'536;

// Of flows that lead to no port of this node, which whoever has a key can send: told, and few kept.
constexpr std::size_t stray_paths_max = 64;

// A short quote is looked for among all paths: whoever floods the host with such errors must not
// keep the agent busy.
constexpr unsigned searches_max = 1'024;

}  // namespace

UdpSightings::UdpSightings(
    const wire::DatagramCodec& codec, WatchIdentity identity, FlowPorts ports
)
    : codec_(codec), identity_(std::move(identity)), ports_(std::move(ports)) {}

void UdpSightings::see(SeenBy tap, const packets::CapturedPacket& packet) {
  if (const auto* error = std::get_if<packets::IcmpErrorView>(&packet.view.content)) {
    if (tap == SeenBy::link && packet.outgoing) see_error(*error);
    return;
  }
  const auto* udp = std::get_if<packets::UdpView>(&packet.view.content);
  if (udp == nullptr) return;
  packets::for_each_datagram(udp->payload, [&](std::span<const std::byte> bytes) {
    const auto datagram = codec_.decode(bytes);
    if (!datagram || !is_ours(*datagram) || is_too_stray(datagram->path)) return;
    // Those of closer looks are answered like all, and not noted.
    const bool noted = datagram->attempt < evidence::attempts_max;
    if (datagram->kind == wire::DatagramKind::echo) {
      if (noted) see_echo(tap, packet, *datagram);
      return;
    }
    if (noted) see_probe(tap, packet, *datagram, udp->destination_port);
    if (noted && tap == SeenBy::link && packet.outgoing) note_own(packet, *datagram, *udp);
    if (tap == SeenBy::link && packet.corrupted) note_corrupted(*datagram);
    if (tap == SeenBy::raw && admitted_ && datagram->path.target == identity_.node) {
      admitted_(*datagram, packet.view, *udp);
    }
  });
}

bool UdpSightings::is_ours(const wire::Datagram& datagram) const {
  const bool own = datagram.path.source == identity_.node || datagram.path.target == identity_.node;
  return datagram.run == identity_.run && own;
}

bool UdpSightings::is_too_stray(const PathId& path) {
  if (path.target != identity_.node || path.source == identity_.node) return false;
  if (ports_.contains(path.flow) || strays_.contains(path)) return false;
  if (strays_.size() == stray_paths_max) return true;
  strays_.insert(path);
  return false;
}

void UdpSightings::note_corrupted(const wire::Datagram& probe) {
  if (corrupted_.size() < corrupted_max) corrupted_.emplace(probe.path, probe.attempt);
}

// Where more were corrupted than are kept, this one may have been.
bool UdpSightings::is_sound(const wire::Datagram& probe) const {
  return corrupted_.size() < corrupted_max && !corrupted_.contains({probe.path, probe.attempt});
}

UdpSightings::Seen& UdpSightings::seen_of(const PathId& path) {
  Seen& seen = seen_[path];
  seen.sights.path = path;
  return seen;
}

// A rule of this host has led it there.
bool UdpSightings::is_for_another(const PathId& path, std::uint16_t port) const {
  const auto ports = ports_.find(path.flow);
  return ports != ports_.end() && !ports->second.contains(port);
}

// A bridge shows one packet more than once; sent on, it has another destination, or another way.
bool UdpSightings::is_forwarded(const packets::CapturedPacket& packet, const Seen& seen) {
  if (seen.interface == 0 || packet.interface == packets::loopback_interface) return false;
  return packet.interface != seen.interface || packet.view.destination != seen.to;
}

void UdpSightings::see_probe(
    SeenBy tap,
    const packets::CapturedPacket& packet,
    const wire::Datagram& probe,
    std::uint16_t port
) {
  Seen& seen = seen_of(probe.path);
  const unsigned attempt = probe.attempt;
  const bool for_us = probe.path.target == identity_.node;
  if (tap == SeenBy::link && packet.outgoing) {
    if (probe.path.source == identity_.node) {
      seen.sights[left_by(packet.place)].insert(attempt);
    } else if (for_us && is_forwarded(packet, seen)) {
      seen.sights[Sight::forwarded].insert(attempt);
    }
    return;
  }
  if (!for_us) return;
  switch (tap) {
    case SeenBy::link:
      if (packet.misdelivered) {
        seen.sights[Sight::misdelivered].insert(attempt);
        return;
      }
      seen.sights[Sight::reached].insert(attempt);
      if (is_for_another(probe.path, port)) seen.sights[Sight::other_port].insert(attempt);
      if (packet.corrupted) seen.sights[Sight::corrupted].insert(attempt);
      if (seen.interface == 0) {
        seen.interface = packet.interface;
        seen.to = packet.view.destination;
        seen.port = port;
      }
      if (!identity_.addresses.contains(packet.view.destination) &&
          !packet.view.destination.is_loopback()) {
        seen.sights[Sight::foreign_address].insert(attempt);
      }
      return;
    case SeenBy::ip:
      seen.sights[Sight::past_ingress].insert(attempt);
      return;
    case SeenBy::raw:
      // Another than it came for: what a router leads to a wrong port comes for that one.
      if (seen.port != 0 && seen.port != port && is_for_another(probe.path, port))
        seen.sights[Sight::redirected].insert(attempt);
      seen.sights[Sight::admitted].insert(attempt);
      return;
  }
}

void UdpSightings::see_echo(
    SeenBy tap, const packets::CapturedPacket& packet, const wire::Datagram& echo
) {
  Seen& seen = seen_of(echo.path);
  const bool answers_us = echo.path.source == identity_.node;
  if (tap == SeenBy::link && packet.outgoing) {
    if (echo.path.target == identity_.node)
      seen.sights[answer_left_by(packet.place)].insert(echo.attempt);
  } else if (tap == SeenBy::link && answers_us && !packet.misdelivered) {
    seen.sights[Sight::answer_reached].insert(echo.attempt);
  } else if (tap == SeenBy::raw && answers_us) {
    seen.sights[Sight::answer_admitted].insert(echo.attempt);
  }
}

// Linux quotes as much of a packet as fits 576 bytes (RFC 1812 §4.3.2.3): a probe is whole in it.
void UdpSightings::see_error(const packets::IcmpErrorView& error) {
  const auto probe = codec_.decode(error.quoted_payload);
  if (!probe || !is_ours(*probe) || probe->kind != wire::DatagramKind::probe) return;
  if (probe->path.target != identity_.node || probe->attempt >= evidence::attempts_max) return;
  seen_of(probe->path).sights[Sight::error_left].insert(probe->attempt);
}

void UdpSightings::note_own(
    const packets::CapturedPacket& packet, const wire::Datagram& probe, packets::UdpView udp
) {
  if (probe.path.source != identity_.node || probe.path.target == identity_.node) return;
  Seen& seen = seen_of(probe.path);
  seen.to = packet.view.destination;
  seen.port = udp.destination_port;
  attempt_of_port_[udp.source_port] = static_cast<std::uint8_t>(probe.attempt);
}

std::optional<OwnAttempt> UdpSightings::quoted_attempt(const packets::IcmpErrorView& error) {
  if (error.quoted_protocol != Protocol::udp) return std::nullopt;
  if (const auto probe = codec_.decode(error.quoted_payload)) {
    const bool own = is_ours(*probe) && probe->kind == wire::DatagramKind::probe &&
                     probe->path.source == identity_.node &&
                     probe->attempt < evidence::attempts_max;
    if (!own) return std::nullopt;
    return OwnAttempt{probe->path, static_cast<std::uint8_t>(probe->attempt)};
  }
  const auto attempt = attempt_of_port_.find(error.quoted_source_port);
  if (attempt == attempt_of_port_.end() || !identity_.addresses.contains(error.quoted_source))
    return std::nullopt;
  if (searches_ == searches_max) return std::nullopt;
  ++searches_;
  std::optional<OwnAttempt> found;
  for (const auto& [path, seen] : seen_) {
    const bool same = path.source == identity_.node && seen.port != 0 &&
                      seen.port == error.quoted_destination_port &&
                      seen.to == error.quoted_destination;
    if (same && found) return std::nullopt;  // two names of one address
    if (same) found = OwnAttempt{path, attempt->second};
  }
  return found;
}

std::vector<const evidence::PathSights*> UdpSightings::sights() const {
  std::vector<const evidence::PathSights*> out;
  out.reserve(seen_.size());
  for (const auto& [path, seen] : seen_) out.push_back(&seen.sights);
  return out;
}

}  // namespace oakprobe::agent
