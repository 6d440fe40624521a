#include "coordinator/check/pace.hpp"
#include "coordinator/check/plan.hpp"

#include <algorithm>
#include <tuple>

namespace oakprobe::check {
namespace {

// Others serve the port, or may do so where no agent could look.
bool may_be_live(const wire::ArmedPort* listener) {
  return listener == nullptr || listener->mode == wire::ListenMode::live;
}

// Tells the path what to ask, if it is to ask, and keeps it within what a port is spared.
void spare_port(
    wire::PlannedPath& planned,
    const DialledPath& path,
    const inventory::Flow& flow,
    const wire::ArmedPort* listener,
    LivePortSpread& spread,
    HubSpread& hubs
) {
  const bool asks = planned.mode == wire::DialMode::question;
  if (asks) planned.question = question_of(flow, path.expected.tls).value();
  if (planned.protocol != Protocol::tcp) return;
  const NodeId target = path.expected.id.target;
  planned.start_ms = asks || may_be_live(listener) ? spread.next_start_ms(target, path.listen, asks)
                                                   : hubs.next_start_ms(target, path.listen);
}

}  // namespace

std::vector<wire::Probe> probe_orders(
    const inventory::Inventory& inventory,
    std::span<const DialledPath> paths,
    const std::vector<bool>& dials,
    const ArmedByNode& armed,
    const plans::Rotation& rotation,
    const ProbeLimits& limits
) {
  std::vector<const DialledPath*> in_turn;
  std::vector<bool> active(inventory.nodes.size());
  for (const DialledPath& path : paths) {
    if (path.address.empty() || !dials[index_of(path.expected.id.source)]) continue;
    active[index_of(path.expected.id.source)] = true;
    in_turn.push_back(&path);
  }
  // Slot by slot over the whole fleet: a live port's turns are dealt out to all sources alike.
  std::ranges::sort(in_turn, {}, [&](const DialledPath* path) {
    const PathId& id = path->expected.id;
    return std::tuple(rotation.slot(id.source, id.target), rotation.position(id.source), id.flow);
  });

  std::vector<wire::Probe> orders(inventory.nodes.size());
  LivePortSpread spread(limits.attempts);
  HubSpread hubs;
  for (const DialledPath* path : in_turn) {
    const PathId& id = path->expected.id;
    const wire::ArmedPort* listener = find_port(armed[index_of(id.target)], path->listen);
    if (orders[index_of(id.source)].paths.size() >= wire::probe_paths_max) continue;  // unknown
    wire::PlannedPath& planned = orders[index_of(id.source)].paths.emplace_back();
    planned.path = id;
    planned.protocol = path->listen.protocol;
    planned.address = path->address;
    planned.port = path->expected.port;
    const inventory::Flow& flow = inventory.flow(id.flow);
    planned.mode = dial_mode(flow, listener, limits.ask);
    spare_port(planned, *path, flow, listener, spread, hubs);
  }
  const auto dialling = static_cast<std::size_t>(std::ranges::count(active, true));
  for (wire::Probe& order : orders) {
    order.attempts = limits.attempts;
    order.timeout_ms = limits.timeout_ms;
    order.flow_interval_us =
        static_cast<std::uint32_t>(flow_interval(limits.rate, dialling).count());
  }
  return orders;
}

}  // namespace oakprobe::check
