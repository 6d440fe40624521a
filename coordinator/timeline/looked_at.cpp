#include "coordinator/timeline/looked_at.hpp"

#include "inventory/expected_path.hpp"

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
    default:
      return Source::paths;  // the narrowest: a wrong one here ends nothing that goes on
  }
}

bool needs_questions(FindingCode code) {
  return code == FindingCode::service_silent || code == FindingCode::cluster_address_stale;
}

bool is_tunnel(const inventory::Flow& flow) { return !flow.port; }

}  // namespace

LookedAt::LookedAt(const diagnosis::FinishedCheck& check) : check_(check) {
  services_.unsettled.resize(check.nodes.size());
  all_.unsettled.resize(check.nodes.size());
  for (std::uint32_t at = 0; at < check.nodes.size(); ++at)
    all_told_ = all_told_ && (told(NodeId{at}) || check.inventory.nodes[at].agent.none);
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
    const auto& [flow, source, target] = path.id;
    ++dialled[index_of(flow)];
    asked_ = asked_ || (path.dial && path.dial->service);
    const bool settled =
        has_none(source) || (path.is_tried() && told(source) && (told(target) || has_none(target)));
    if (settled) continue;
    for (const NodeId end : {source, target}) {
      all_.unsettled[index_of(end)] = true;
      if (!is_tunnel(check_.inventory.flow(flow))) services_.unsettled[index_of(end)] = true;
    }
  }
  for (const inventory::FlowCount& count : inventory::count_paths(check_.inventory, {})) {
    const bool whole = dialled[index_of(count.flow)] >= count.paths;
    all_.whole = all_.whole && whole;
    if (!is_tunnel(check_.inventory.flow(count.flow))) services_.whole = services_.whole && whole;
  }
}

bool LookedAt::would_find(NodeId node, FindingCode code) const {
  if (check_.interrupted || !told(node)) return false;
  if (needs_questions(code) && !asked_) return false;
  const auto holds = [&](const Side& side) {
    return side.whole && !side.unsettled[index_of(node)];
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
  }
  return false;
}

}  // namespace oakprobe::timeline
