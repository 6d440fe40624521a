#include "coordinator/check/finish_check.hpp"

#include "base/check.hpp"
#include "coordinator/check/drill_down.hpp"
#include "coordinator/diagnosis/findings.hpp"
#include "coordinator/diagnosis/judge.hpp"

#include <algorithm>
#include <bit>

namespace oakprobe::check {
namespace {

// Those that left: of the base attempts, and of a closer look.
int datagrams_of(const diagnosis::FinishedPath& path) {
  int sent = path.dial->sent.count();
  if (!path.look) return sent;
  sent += std::popcount(path.look->seen.burst_sent);
  for (const wire::SizedProbe& size : path.look->seen.sizes) sent += size.error == 0 ? 1 : 0;
  return sent + static_cast<int>(path.look->seen.hops.size());
}

// A trace of TCP that came to the path's end may have connected once more.
std::uint32_t traced_connections(const diagnosis::FinishedPath& path) {
  if (!path.look) return 0;
  return static_cast<std::uint32_t>(
      std::ranges::count_if(path.look->seen.hops, [](const wire::Hop& hop) { return hop.is_end; })
  );
}

// A connection that was made, and not to our own stand-in, was somebody's; a datagram without an
// agent's word on the port may have met nobody.
void add_touch(
    diagnosis::Touched& touched,
    const wire::ArmedPort* listener,
    Protocol protocol,
    const diagnosis::FinishedPath& path
) {
  if (!path.dial) return;
  const auto mode = listener == nullptr ? wire::ListenMode::none : listener->mode;
  if (protocol == Protocol::tcp && mode != wire::ListenMode::stand_in)
    touched.live_connections += static_cast<std::uint32_t>(path.dial->connected.count()) +
                                (path.dial->service ? path.dial->service->follow_ups : 0U) +
                                traced_connections(path);
  if (protocol == Protocol::udp && mode == wire::ListenMode::live)
    touched.live_datagrams += static_cast<std::uint32_t>(datagrams_of(path));
}

// Takes out the attempts that were still under way.
void drop_unfinished(diagnosis::FinishedPath& path, wire::DialMode mode, Protocol protocol) {
  if (!path.dial) return;
  wire::DialEvidence& dial = path.dial.edit();
  std::uint32_t finished = dial.answered.bits();
  if (protocol == Protocol::tcp && mode == wire::DialMode::bare) finished |= dial.connected.bits();
  for (const wire::DialFailure& failure : dial.failures) finished |= 1U << failure.attempt;
  dial.sent = wire::AttemptSet(dial.sent.bits() & finished);
  dial.connected = wire::AttemptSet(dial.connected.bits() & finished);
  dial.not_tried = finished == 0;
  if (!path.receipt) return;
  wire::ReceiptEvidence& receipt = path.receipt.edit();
  receipt.delivered = wire::AttemptSet(receipt.delivered.bits() & finished);
  receipt.answered = wire::AttemptSet(receipt.answered.bits() & finished);
  if (receipt.delivered.empty()) path.receipt.reset();
}

struct Pools {
  SharePool<std::string> processes;
  SharePool<diagnosis::Verdict> verdicts;
};

void finish_path(
    diagnosis::FinishedCheck& check,
    Pools& pools,
    bool return_checked,
    diagnosis::FinishedPath& path,
    const DialledPath& dialled
) {
  const diagnosis::NodeObservation& source = check.nodes[index_of(path.id.source)].observation;
  diagnosis::FinishedNode& target = check.nodes[index_of(path.id.target)];
  const wire::ArmedPort* listener = find_port(target.observation.armed, dialled.listen);
  if (listener != nullptr) {
    path.listener = listener->mode;
    path.listener_process = pools.processes.share(listener->process);
    path.listener_pid = listener->pid;
  }
  // For the judgement a question is a bare connect, perhaps with an answer.
  const wire::DialMode mode = dial_mode(check.inventory.flow(path.id.flow), listener, false);
  add_touch(target.touched, listener, dialled.listen.protocol, path);
  if (!dialled.probed) drop_unfinished(path, mode, dialled.listen.protocol);

  diagnosis::PathEvidence evidence;
  evidence.inventory = &check.inventory;
  evidence.path = dialled.expected;
  evidence.path.address = *path.address;
  evidence.source = &source;
  evidence.target = &target.observation;
  diagnosis::NodeObservation behind;  // its evidence ends before this path was dialled
  if (target.observation.evidence_round < dialled.round) {
    behind = target.observation;
    behind.evidence_complete = false;
    evidence.target = &behind;
  }
  evidence.return_checked = dialled.round == 0 || return_checked;
  evidence.listener = listener;
  evidence.dial_mode = mode;
  evidence.dial = path.dial ? &*path.dial : nullptr;
  evidence.receipt = path.receipt ? &*path.receipt : nullptr;
  evidence.sights = path.sights ? &*path.sights : nullptr;
  evidence.arrivals_certain = path.arrivals_certain;
  evidence.look = path.look.get();
  path.waypoints = diagnosis::count_waypoints(evidence);
  path.verdict = pools.verdicts.share(judge(evidence));
}

}  // namespace

diagnosis::FinishedCheck begin_check(inventory::Inventory inventory) {
  diagnosis::FinishedCheck check;
  check.inventory = std::move(inventory);
  check.nodes.resize(check.inventory.nodes.size());
  for (std::size_t node = 0; node < check.nodes.size(); ++node)
    check.nodes[node].address = check.inventory.nodes[node].address;
  check.exposure_checked =
      std::ranges::any_of(check.inventory.nodes, [](const inventory::Node& node) {
        return node.roles.has(inventory::Role::client) || node.roles.has(inventory::Role::outsider);
      });
  return check;
}

void add_paths(diagnosis::FinishedCheck& check, std::span<const DialledPath> dialled) {
  check.paths.reserve(dialled.size());
  std::vector<SharePool<std::string>> addresses(check.nodes.size());  // of targets
  for (const DialledPath& path : dialled) {
    diagnosis::FinishedPath& finished = check.paths.emplace_back();
    finished.id = path.expected.id;
    std::string address =
        path.address.empty() ? std::string(inventory::address_auto) : path.address;
    finished.address = addresses[index_of(path.expected.id.target)].share(std::move(address));
    finished.port = path.expected.port;
    finished.listen_port = path.listen.port;
  }
}

void judge_paths(diagnosis::FinishedCheck& check, std::span<const DialledPath> dialled) {
  CHECK(check.paths.size() == dialled.size());
  for (diagnosis::FinishedNode& node : check.nodes) {
    node.touched = {};
    node.findings.clear();
    for (const wire::ArmedPort& port : node.observation.armed)
      if (port.mode == wire::ListenMode::stand_in) node.touched.bound.push_back(port.port);
  }
  Pools pools;
  for (std::size_t at = 0; at < dialled.size(); ++at) {
    diagnosis::FinishedPath& path = check.paths[at];
    finish_path(check, pools, check.nodes.size() <= further_sources_max, path, dialled[at]);
  }
  find_findings(check);
  summarize(check);
}

}  // namespace oakprobe::check
