#include "coordinator/diagnosis/inner_devices.hpp"

#include "coordinator/diagnosis/addresses.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

using evidence::DeviceKind;
using evidence::DeviceReach;

const evidence::InnerWay* way_to(const NodeObservation& node, const IpAddress& address) {
  const IpAddress to = unmapped(address);
  const auto found = std::ranges::lower_bound(node.ways, to, {}, &evidence::InnerWay::to);
  return found == node.ways.end() || found->to != to ? nullptr : &*found;
}

const evidence::InnerDevice* device_of(const NodeObservation& node, const evidence::InnerWay* way) {
  if (way == nullptr || way->device >= node.inner_devices.size()) return nullptr;
  return &node.inner_devices[way->device];
}

const evidence::InnerDevice* device_with(const NodeObservation& node, const IpAddress& address) {
  const auto& all = node.inner_devices;
  const auto found = std::ranges::find_if(all, [&](const evidence::InnerDevice& device) {
    return std::ranges::any_of(device.networks, [&](const IpPrefix& network) {
      return unmapped(network.address) == unmapped(address);
    });
  });
  return found == all.end() ? nullptr : &*found;
}

bool wraps(const evidence::InnerDevice& device) { return device.kind >= DeviceKind::vxlan; }

bool is_point_to_point(const evidence::InnerDevice& device) {
  switch (device.kind) {
    case DeviceKind::tun:
    case DeviceKind::ppp:
    case DeviceKind::wireguard:
    case DeviceKind::ipip:
    case DeviceKind::ipsec:
      return true;
    default:
      return false;
  }
}

bool leads_nowhere_else(const NodeObservation& node, const evidence::InnerDevice& device) {
  if (device.reach == DeviceReach::outside) return false;
  if (device.reach == DeviceReach::nowhere) return true;
  const auto& routes = node.facts.default_routes;
  return !routes || std::ranges::none_of(*routes, [&](const evidence::DefaultRoute& route) {
    return route.interface == device.name;
  });
}

namespace {

// A program, or keys and lists of peers, decide what goes on: those of the host.
bool has_rules_of_its_own(const evidence::InnerDevice& device) {
  switch (device.kind) {
    case DeviceKind::tun:
    case DeviceKind::ppp:
    case DeviceKind::wireguard:
    case DeviceKind::ipsec:
    case DeviceKind::tunnel:
      return true;
    default:
      return false;
  }
}

const evidence::InnerDevice* if_wraps(const evidence::InnerDevice* device) {
  return device != nullptr && wraps(*device) ? device : nullptr;
}

// The device, or the one below it (a bridge's port) that wraps what goes through it.
const evidence::InnerDevice* wrapping_below(
    const NodeObservation& node, const evidence::InnerDevice* device
) {
  if (device == nullptr || wraps(*device)) return device;
  const auto& all = node.inner_devices;
  const auto found = std::ranges::find_if(all, [&](const evidence::InnerDevice& one) {
    return wraps(one) && std::ranges::find(device->over, one.name) != device->over.end();
  });
  return found == all.end() ? nullptr : &*found;
}

bool was_seen(const PathEvidence& evidence, evidence::Sight sight) {
  return evidence.sights != nullptr && !(*evidence.sights)[sight].empty();
}

const evidence::InnerDevice* any_wrapping(const NodeObservation& node) {
  const auto& all = node.inner_devices;
  const auto found = std::ranges::find_if(all, wraps);
  return found == all.end() ? nullptr : &*found;
}

// Where the packets come out of others.
void insert_end(
    SegmentSet& where, const evidence::InnerDevice* at, Segment firewall, Segment host
) {
  where.insert(firewall);
  if (at != nullptr && has_rules_of_its_own(*at)) where.insert(host);
}

}  // namespace

Tunnels tunnels_of(const PathEvidence& evidence) {
  Tunnels tunnels;
  const NodeObservation& source = *evidence.source;
  const NodeObservation& target = *evidence.target;
  if (source.inner_devices.empty() && target.inner_devices.empty()) return tunnels;
  const auto dialled = evidence.dialled();
  if (!dialled || is_same_host(source, target)) return tunnels;

  const evidence::InnerDevice* out = device_of(source, way_to(source, *dialled));
  tunnels.out = was_seen(evidence, evidence::Sight::left_wrapped) ? wrapping_below(source, out)
                                                                  : if_wraps(out);
  const evidence::InnerDevice* in = device_with(target, *dialled);
  tunnels.in = tunnels.out != nullptr ? wrapping_below(target, in) : if_wraps(in);
  if (tunnels.out != nullptr) tunnels.way.insert(Segment::source_firewall);
  // What was wrapped here may be unwrapped by a router on the way, if the target has no tunnel.
  if (tunnels.in != nullptr || (tunnels.out != nullptr && any_wrapping(target) != nullptr))
    insert_end(tunnels.way, tunnels.in, Segment::target_firewall, Segment::target_host);
  const bool is_odd = tunnels.out != nullptr && tunnels.in == nullptr;  // perhaps the wrong route
  if (is_odd || (tunnels.out != nullptr && has_rules_of_its_own(*tunnels.out)))
    tunnels.way.insert(Segment::source_host);
  if (out != nullptr && leads_nowhere_else(source, *out)) tunnels.way.insert(Segment::source_host);

  const bool is_told =
      evidence.receipt != nullptr && !evidence.receipt->observed_source.is_unspecified();
  const auto find_way_back = [&](const IpAddress& peer) {
    if (tunnels.back == nullptr) tunnels.back = if_wraps(device_of(target, way_to(target, peer)));
    if (tunnels.home == nullptr) tunnels.home = if_wraps(device_with(source, peer));
  };
  if (is_told) {
    find_way_back(evidence.receipt->observed_source);
  } else if (tunnels.out != nullptr) {
    for (const IpPrefix& own : tunnels.out->networks) find_way_back(own.address);
  }
  if (tunnels.back != nullptr) tunnels.way_back.insert(Segment::return_target_firewall);
  if (tunnels.home != nullptr || (tunnels.back != nullptr && any_wrapping(source) != nullptr))
    insert_end(
        tunnels.way_back, tunnels.home, Segment::return_source_firewall, Segment::source_host
    );
  if (tunnels.back != nullptr && has_rules_of_its_own(*tunnels.back))
    tunnels.way_back.insert(Segment::target_host);
  return tunnels;
}

}  // namespace oakprobe::diagnosis
