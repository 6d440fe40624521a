#include "coordinator/check/finish_check.hpp"

#include "base/check.hpp"
#include "coordinator/diagnosis/judge.hpp"

#include <algorithm>

namespace oakprobe::check {
namespace {

void add_touch(
    diagnosis::Touched& touched,
    const wire::ArmedPort* listener,
    const diagnosis::FinishedPath& path
) {
  if (listener == nullptr || listener->mode != wire::ListenMode::live || !path.dial) return;
  if (listener->port.protocol == Protocol::tcp)
    touched.live_connections += static_cast<std::uint32_t>(path.dial->connected.count());
  else
    touched.live_datagrams += static_cast<std::uint32_t>(path.dial->sent.count());
}

void finish_path(
    diagnosis::FinishedCheck& check, diagnosis::FinishedPath& path, const DialledPath& dialled
) {
  const diagnosis::NodeObservation& source = check.nodes[index_of(path.id.source)].observation;
  diagnosis::FinishedNode& target = check.nodes[index_of(path.id.target)];
  const wire::ArmedPort* listener = find_port(target.observation.armed, dialled.listen);
  if (listener != nullptr) {
    path.listener = listener->mode;
    path.listener_process = listener->process;
    path.listener_pid = listener->pid;
    path.receipts_seen =
        listener->mode == wire::ListenMode::stand_in && target.observation.evidence_complete;
  }
  add_touch(target.touched, listener, path);

  diagnosis::PathEvidence evidence;
  evidence.inventory = &check.inventory;
  evidence.path = dialled.expected;
  evidence.path.address = path.address;
  evidence.source = &source;
  evidence.target = &target.observation;
  evidence.listener = listener;
  evidence.dial_mode = dial_mode(evidence.flow(), listener);
  evidence.dial = path.dial ? &*path.dial : nullptr;
  evidence.receipt = path.receipt ? &*path.receipt : nullptr;
  path.verdict = judge(evidence);
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
  for (const DialledPath& path : dialled) {
    diagnosis::FinishedPath& finished = check.paths.emplace_back();
    finished.id = path.expected.id;
    finished.address = path.address.empty() ? inventory::address_auto : path.address;
    finished.port = path.expected.port;
  }
}

void judge_paths(diagnosis::FinishedCheck& check, std::span<const DialledPath> dialled) {
  CHECK(check.paths.size() == dialled.size());
  for (diagnosis::FinishedNode& node : check.nodes) {
    for (const wire::ArmedPort& port : node.observation.armed)
      if (port.mode == wire::ListenMode::stand_in) node.touched.bound.push_back(port.port);
  }
  for (std::size_t at = 0; at < dialled.size(); ++at)
    finish_path(check, check.paths[at], dialled[at]);
  summarize(check);
}

}  // namespace oakprobe::check
