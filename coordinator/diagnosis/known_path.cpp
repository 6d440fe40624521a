#include "coordinator/diagnosis/known_path.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {

const evidence::ArmedPort* find_port(
    const std::vector<evidence::ArmedPort>& ports, ListenPort port
) {
  const auto found = std::ranges::lower_bound(ports, port, {}, &evidence::ArmedPort::port);
  return found != ports.end() && found->port == port ? &*found : nullptr;
}

KnownPath::KnownPath(const FinishedCheck& check, const FinishedPath& path) {
  const NodeObservation& target = check.nodes[index_of(path.id.target)].observation;
  const inventory::Flow& flow = check.inventory.flow(path.id.flow);
  evidence_.inventory = &check.inventory;
  const std::uint16_t listens = path.listen_port != 0 ? path.listen_port : path.port;
  evidence_.path = {path.id, &*path.address, path.port, listens, path.tls};
  evidence_.source = &check.nodes[index_of(path.id.source)].observation;
  evidence_.target = &target;
  if (target.evidence_round < path.round) {  // its evidence ends before this path was dialled
    behind_ = std::make_unique<NodeObservation>(target);
    behind_->evidence_complete = false;
    evidence_.target = behind_.get();
  }
  evidence_.return_checked =
      path.round <= later_questions_round || check.nodes.size() <= further_sources_max;
  evidence_.listener = find_port(target.armed, {flow.protocol, listens});
  evidence_.dial_mode = path.mode;
  evidence_.dial = path.dial ? &*path.dial : nullptr;
  evidence_.receipt = path.receipt ? &*path.receipt : nullptr;
  evidence_.sights = path.sights ? &*path.sights : nullptr;
  evidence_.arrivals_certain = path.arrivals_certain;
  evidence_.seen_source = path.seen_source;
  evidence_.look = path.look.get();
  evidence_.rules = *path.rules;
}

}  // namespace oakprobe::diagnosis
