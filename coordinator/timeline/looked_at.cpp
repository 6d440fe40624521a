#include "coordinator/timeline/looked_at.hpp"

#include "evidence/question.hpp"
#include "inventory/expected_path.hpp"

#include <algorithm>
#include <cstdint>

namespace oakprobe::timeline {

using diagnosis::FindingCode;

namespace {

// What a finding comes from, beside the node's own agent.
enum class Source : std::uint8_t {
  node,      // nothing: its files, routes and programs, whatever is dialled
  peers,     // what other nodes' agents read there
  services,  // its paths, but for tunnels
  paths,     // all of its paths
  run,       // what one run did to it, or heard of it
};

Source source_of(FindingCode code) {
  switch (code) {
    case FindingCode::netcfg_unreadable:
    case FindingCode::tuncfg_unreadable:
    case FindingCode::conf_unreadable:
    case FindingCode::config_not_seen:
    case FindingCode::overlay_not_expected:
    case FindingCode::advertised_address_empty:
    case FindingCode::advertised_address_name:
    case FindingCode::advertised_address_ipv6:
    case FindingCode::advertised_port_empty:
    case FindingCode::advertised_port_invalid:
    case FindingCode::no_default_route:
    case FindingCode::several_default_routes:
    case FindingCode::cluster_mqtt_port_empty:
    case FindingCode::cluster_mqtt_port_mismatch:
    case FindingCode::config_newer_than_process:
    case FindingCode::tunnel_not_registered:
    case FindingCode::tunnel_half_dead:
    case FindingCode::tunnel_on_other_port:
    case FindingCode::broker_port_mismatch:
    case FindingCode::xdp_attached:
      return Source::node;
    case FindingCode::advertised_address_local:
    case FindingCode::advertised_address_doubled:
    case FindingCode::host_name_doubled:
      return Source::peers;
    case FindingCode::cluster_address_mismatch:
    case FindingCode::cluster_address_stale:
    case FindingCode::root_address_mismatch:
    case FindingCode::own_address_mismatch:
    case FindingCode::proxy_in_the_way:
    case FindingCode::service_silent:
      return Source::services;
    case FindingCode::tunnel_overrun:
    case FindingCode::loopback_filtered:
    case FindingCode::tap_blind:
    case FindingCode::tap_overflowed:
    case FindingCode::pace_lowered:
    case FindingCode::unplanned_probes:
      return Source::run;
    default:
      return Source::paths;  // the narrowest: a wrong one here ends nothing that goes on
  }
}

// By others, too, where the node has no agent.
bool is_seen_from_outside(FindingCode code) {
  return code == FindingCode::service_silent || code == FindingCode::cluster_address_stale;
}

bool has_seen_files(const evidence::Facts& facts) {
  constexpr auto unseen = oakestra::FileState::unseen;
  return facts.netcfg.state != unseen && facts.tuncfg.state != unseen &&
         facts.node_engine.state != unseen;
}

// All taps that were wanted. One that is absent may be the one that failed before.
bool has_open_taps(const evidence::Taps& taps) {
  constexpr auto absent = evidence::TapState::absent;
  return taps.packets != absent && taps.udp != absent && taps.tcp != absent;
}

// The agent was let see what the finding is made of.
bool could_read(const diagnosis::NodeObservation& seen, FindingCode code) {
  const evidence::Facts& facts = seen.facts;
  switch (code) {
    case FindingCode::no_default_route:
    case FindingCode::several_default_routes:
      return facts.default_routes.has_value();
    case FindingCode::tunnel_not_registered:
    case FindingCode::tunnel_half_dead:
    case FindingCode::tunnel_on_other_port:
      return !facts.net_manager.runs() || facts.net_manager.udp_ports;
    case FindingCode::broker_port_mismatch:
    case FindingCode::root_address_mismatch:
    case FindingCode::own_address_mismatch:
    case FindingCode::proxy_in_the_way:
      return std::ranges::all_of(facts.components, [](const evidence::RunningComponent& one) {
        return one.environment.has_value();
      });
    case FindingCode::tunnel_overrun:
      return seen.counters.owner_drops_ms > 0;
    case FindingCode::loopback_filtered:
    case FindingCode::tap_blind:
    case FindingCode::tap_overflowed:
      return has_open_taps(seen.taps);
    case FindingCode::config_not_seen:
    case FindingCode::xdp_attached:
    case FindingCode::host_name_doubled:
    case FindingCode::service_silent:
    case FindingCode::cluster_address_stale:
    case FindingCode::pace_lowered:
    case FindingCode::unplanned_probes:
    case FindingCode::answered_from_elsewhere:
      return true;
    default:
      return has_seen_files(facts);
  }
}

bool has_answer(const evidence::ServiceAnswer& answer) {
  return answer.kind != evidence::AnswerKind::closed && answer.kind != evidence::AnswerKind::silent;
}

// The network let it through, so what was to be learnt of its target was learnt.
bool is_through(const diagnosis::FinishedPath& path) {
  return path.verdict && (path.verdict->status == diagnosis::Status::open ||
                          path.verdict->status == diagnosis::Status::degraded);
}

bool is_tunnel(const inventory::Flow& flow) { return !flow.port; }

}  // namespace

LookedAt::LookedAt(const diagnosis::FinishedCheck& check) : check_(check) {
  services_.unsettled.resize(check.nodes.size());
  all_.unsettled.resize(check.nodes.size());
  tried_.resize(check.nodes.size());
  for (std::uint32_t at = 0; at < check.nodes.size(); ++at) {
    if (check.inventory.nodes[at].agent.none) continue;
    all_told_ = all_told_ && told(NodeId{at});
    all_files_seen_ = all_files_seen_ && has_seen_files(check.nodes[at].observation.facts);
  }
  note_paths();
}

bool LookedAt::told(NodeId node) const {
  const diagnosis::NodeObservation& seen = check_.nodes[index_of(node)].observation;
  return seen.agent == diagnosis::AgentState::reached && seen.evidence_complete;
}

// Who has no agent never told anything that is missed now.
void LookedAt::note_paths() {
  const auto has_none = [&](NodeId node) { return check_.inventory.node(node).agent.none; };
  std::vector<std::uint64_t> dialled(check_.inventory.flows.size());
  for (const diagnosis::FinishedPath& path : check_.paths) {
    const auto& [id, source, target] = path.id;
    const inventory::Flow& flow = check_.inventory.flow(id);
    const bool is_open_wanted = flow.expect == inventory::Expect::open;
    ++dialled[index_of(id)];
    const bool tried = path.is_tried();
    const bool heard =
        has_none(source) || (tried && told(source) && (told(target) || has_none(target)));
    const bool resolved = has_none(source) || path.dialled();
    const bool learnt = has_none(source) || !is_open_wanted || is_through(path);
    for (const NodeId end : {source, target}) {
      if (tried) tried_[index_of(end)] = true;
      if (!heard || !resolved) all_.unsettled[index_of(end)] = true;
      if (!is_tunnel(flow) && (!heard || !learnt)) services_.unsettled[index_of(end)] = true;
    }
    if (is_tunnel(flow) || !is_open_wanted) continue;
    const auto* answer = path.dial && path.dial->service ? &*path.dial->service : nullptr;
    bool& answered = answered_[{id, target}];
    answered = answered || (answer != nullptr && has_answer(*answer));
    clusters_told_ =
        clusters_told_ || (answer != nullptr && flow.ask == evidence::clusters_request &&
                           answer->kind == evidence::AnswerKind::itself);
  }
  inventory::PathSelection all;
  all.all_flows = true;
  whole_.assign(check_.inventory.flows.size(), true);
  for (const inventory::FlowCount& count : inventory::count_paths(check_.inventory, all))
    whole_[index_of(count.flow)] = dialled[index_of(count.flow)] >= count.paths;
  for (const inventory::FlowCount& count : inventory::count_paths(check_.inventory, {})) {
    const bool whole = whole_[index_of(count.flow)];
    all_.whole = all_.whole && whole;
    if (!is_tunnel(check_.inventory.flow(count.flow))) services_.whole = services_.whole && whole;
  }
}

bool LookedAt::would_find(NodeId node, FindingCode code, std::span<const FlowId> flows) const {
  const bool none = check_.inventory.node(node).agent.none;
  if (check_.interrupted || (none ? !is_seen_from_outside(code) : !told(node))) return false;
  if (!could_read(check_.nodes[index_of(node)].observation, code)) return false;
  if (code == FindingCode::advertised_address_doubled && !all_files_seen_) return false;
  if (code == FindingCode::cluster_address_stale && !clusters_told_) return false;
  if (code == FindingCode::service_silent && !was_answered(node, flows)) return false;
  const auto holds = [&](const Side& side) {
    return side.whole && !side.unsettled[index_of(node)] && dialled_all_of(flows);
  };
  switch (source_of(code)) {
    case Source::node:
      return true;
    case Source::peers:
      return all_told_;
    case Source::services:
      return holds(services_);
    case Source::paths:
      return holds(all_);
    case Source::run:
      return tried_[index_of(node)];
  }
  return false;
}

// A finding without flows may come from any optional one over UDP (answered_from_elsewhere).
bool LookedAt::dialled_all_of(std::span<const FlowId> flows) const {
  if (!flows.empty())
    return std::ranges::all_of(flows, [&](FlowId flow) { return whole_[index_of(flow)]; });
  for (std::uint16_t at = 0; at < whole_.size(); ++at)
    if (check_.inventory.flows[at].protocol == Protocol::udp && !whole_[at]) return false;
  return true;
}

// Of some services few are asked: a port that was only connected to may be as silent as before.
bool LookedAt::was_answered(NodeId node, std::span<const FlowId> flows) const {
  return !flows.empty() && std::ranges::all_of(flows, [&](FlowId flow) {
    const auto found = answered_.find({flow, node});
    return found == answered_.end() || found->second;  // nobody expects a path to it any more
  });
}

}  // namespace oakprobe::timeline
