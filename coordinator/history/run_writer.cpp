#include "coordinator/history/run_writer.hpp"

#include "coordinator/history/run_store.hpp"
#include "coordinator/history/value_facts.hpp"
#include "coordinator/timeline/looked_at.hpp"
#include "inventory/expected_path.hpp"

#include <boost/crc.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <soci/soci.h>
#include <string>
#include <string_view>

namespace oakprobe::history {

using diagnosis::AgentState;
using diagnosis::Status;
using timeline::Seen;
using timeline::Sight;

namespace {

void add_missing(std::vector<FlowId>& flows, const std::vector<FlowId>& more) {
  for (const FlowId flow : more)
    if (std::ranges::find(flows, flow) == flows.end()) flows.push_back(flow);
}

// A code has one life on a node, though it may be found there more than once.
diagnosis::Finding with_flows_of_all(
    const std::vector<diagnosis::Finding>& findings, diagnosis::Finding first
) {
  for (const diagnosis::Finding& one : findings)
    if (one.code == first.code) add_missing(first.flows, one.flows);
  return first;
}

}  // namespace

RunWriter::RunWriter(
    soci::session& session,
    const diagnosis::FinishedCheck& check,
    NameBook& names,
    ValueBook& values,
    Number deployment,
    timeline::RunNumber run
)
    : session_(session),
      check_(check),
      names_(names),
      values_(values),
      run_(run),
      tracks_(session, values, deployment) {
  for (const inventory::Node& node : check.inventory.nodes) {
    nodes_.push_back(names.number(session, node.name));
    clusters_.push_back(node.cluster.empty() ? 0 : names.number(session, node.cluster));
  }
  for (const inventory::Flow& flow : check.inventory.flows)
    flows_.push_back(names.number(session, flow.id));
}

void RunWriter::write_paths() {
  // A thinned mesh tries few paths of many: they are looked up, not all of their source's loaded.
  const bool whole = check_.coverage.plan == plans::PlanKind::full;
  std::optional<std::pair<FlowId, NodeId>> of_row;
  TrackTable::Row row;
  check_.paths.for_each_id([&](std::uint32_t position, const PathId& id) {
    const Number flow = flows_[index_of(id.flow)];
    const Number source = nodes_[index_of(id.source)];
    const Number target = nodes_[index_of(id.target)];
    if (!whole) {
      const auto stored = tracks_.load({TrackKind::path, flow, source, target});
      write_path(position, id, stored ? &*stored : nullptr);
      return;
    }
    if (of_row != std::pair(id.flow, id.source)) {
      of_row = {id.flow, id.source};
      row = tracks_.load_row(flow, source);
    }
    const auto stored = row.find(target);
    write_path(position, id, stored != row.end() ? &stored->second : nullptr);
  });
}

void RunWriter::write_path(std::size_t position, const PathId& id, const StoredTrack* stored) {
  const diagnosis::PathState& state = check_.paths.state_at(position);
  if (!state.verdict) return;  // nobody came to judge it
  const bool is_known = state.verdict->status != Status::unknown;
  const TrackKey key{
      TrackKind::path,
      flows_[index_of(id.flow)],
      nodes_[index_of(id.source)],
      nodes_[index_of(id.target)]};
  const Seen seen{is_known ? Sight::known : Sight::unknown, value_of_state(state)};
  tracks_.note(key, stored, seen, run_);
  if (is_known) sum_up(position, id, state);
}

Number RunWriter::value_of_state(const diagnosis::PathState& state) {
  Number& number = known_[&*state.verdict][state.accepted ? 1 : 0];
  if (number == 0) {
    const auto outcome = timeline::outcome_of(*state.verdict, state.accepted);
    number = values_.number(session_, value_of(outcome, facts_of(*state.verdict)));
  }
  return number;
}

void RunWriter::sum_up(std::size_t position, const PathId& id, const diagnosis::PathState& state) {
  // Of what must be closed, what is lost is as it should be.
  if (check_.inventory.flow(id.flow).expect == inventory::Expect::closed) return;
  const auto time = check_.paths.round_trip_at(position);
  const Number flow = flows_[index_of(id.flow)];
  const std::size_t source = index_of(id.source);
  const std::size_t target = index_of(id.target);
  crossings_[{TrackKind::crossing, flow, clusters_[source], clusters_[target]}].add(state, time);
  if (diagnosis::is_as_expected(*state.verdict) || timed_paths_.size() >= timed_paths_max) return;
  timed_paths_[{TrackKind::path, flow, nodes_[source], nodes_[target]}].add(state, time);
}

void RunWriter::end_vanished() {
  boost::unordered_flat_map<Number, NodeId> nodes;
  for (std::size_t at = 0; at < nodes_.size(); ++at)
    nodes.emplace(nodes_[at], NodeId{static_cast<std::uint32_t>(at)});
  boost::unordered_flat_map<Number, FlowId> flows;
  for (std::size_t at = 0; at < flows_.size(); ++at)
    flows.emplace(flows_[at], FlowId{static_cast<std::uint16_t>(at)});
  const auto is_expected = [&](const TrackKey& key) {
    const auto flow = flows.find(key.a);
    const auto source = nodes.find(key.b);
    const auto target = nodes.find(key.c);
    return flow != flows.end() && source != nodes.end() && target != nodes.end() &&
           path_between(check_.inventory, {flow->second, source->second, target->second});
  };
  // A row at a time: of a mesh of 10,000 there are up to a hundred million lives.
  for (auto at = tracks_.row_after({}); at; at = tracks_.row_after(*at))
    for (const auto& [target, stored] : tracks_.load_row(at->flow, at->source)) {
      const TrackKey key{TrackKind::path, at->flow, at->source, target};
      if (!is_expected(key)) tracks_.note(key, &stored, {Sight::gone}, run_);
    }
}

void RunWriter::write_nodes() {
  const auto known = tracks_.load_all(TrackKind::agent);
  std::map<Number, NodeId> here;
  for (std::size_t at = 0; at < check_.nodes.size(); ++at) {
    const diagnosis::FinishedNode& node = check_.nodes[at];
    const Number name = nodes_[at];
    here.emplace(name, NodeId{static_cast<std::uint32_t>(at)});
    const AgentState agent = node.observation.agent;
    const bool was_asked = agent != AgentState::none || check_.inventory.nodes[at].agent.none;
    if (was_asked) {
      const Number value =
          values_.number(session_, {std::string(name_of(agent)), "", "", false, ""});
      const TrackKey key{TrackKind::agent, name, 0, 0};
      const auto stored = known.find(key);
      tracks_.note(
          key, stored != known.end() ? &stored->second : nullptr, {Sight::known, value}, run_
      );
    }
  }
  for (const auto& [key, stored] : known)
    if (!here.contains(key.a)) tracks_.note(key, &stored, {Sight::gone}, run_);
  write_findings(here);
}

void RunWriter::write_findings(const std::map<Number, NodeId>& here) {
  const auto known = tracks_.load_all(TrackKind::finding);
  std::set<TrackKey> found;
  std::optional<timeline::LookedAt> looked;  // mostly nothing is missed
  for (std::size_t at = 0; at < check_.nodes.size(); ++at) {
    const diagnosis::FinishedNode& node = check_.nodes[at];
    for (const diagnosis::Finding& finding : node.findings) {
      const TrackKey key{
          TrackKind::finding, nodes_[at], 0, names_.number(session_, name_of(finding.code))};
      if (!found.insert(key).second) continue;
      const auto stored = known.find(key);
      const diagnosis::Finding whole = with_flows_of_all(node.findings, finding);
      const Value value{
          std::string(name_of(whole.severity)), "", "", false, facts_of(check_.inventory, whole)};
      tracks_.note(
          key,
          stored != known.end() ? &stored->second : nullptr,
          {Sight::known, values_.number(session_, value)},
          run_
      );
    }
  }
  for (const auto& [key, stored] : known) {
    if (!stored.track.known || found.contains(key)) continue;
    const auto node = here.find(key.a);
    const auto code = value_named<diagnosis::FindingCode>(names_.name(key.c));
    if (node != here.end() && !looked) looked.emplace(check_);
    const auto flows = flows_of_value(stored.track.known->value);
    if (node == here.end() || (code && flows && looked->would_find(node->second, *code, *flows)))
      tracks_.note(key, &stored, {Sight::gone}, run_);
  }
}

std::optional<std::vector<FlowId>> RunWriter::flows_of_value(Number value) const {
  const auto names = flows_of_finding(values_.value(value).facts);
  if (!names) return std::nullopt;
  std::vector<FlowId> flows;
  for (const std::string& name : *names)
    if (const auto flow = check_.inventory.find_flow(name)) flows.push_back(*flow);
  return flows;
}

void RunWriter::write_causes() {
  Number position = 0;
  for (const diagnosis::CommonCause& cause : check_.causes) {
    if (++position > static_cast<Number>(causes_kept_max)) return;
    const Number value = values_.number(
        session_, value_of({cause.status, cause.cause, cause.where, false}, facts_of(cause))
    );
    const Number node = cause.node ? nodes_[index_of(*cause.node)] : 0;
    const std::string router = cause.router ? cause.router->to_string() : "";
    const auto paths = static_cast<Number>(cause.paths);
    const auto unjudged = static_cast<Number>(cause.unjudged);
    const PathId first = check_.paths.id_at(cause.first);
    const Number run = run_;
    session_ << "insert into cause (run, position, value, node, router, paths, unjudged, flow,"
                " source, target) values (:run, :position, :value, :node, :router, :paths,"
                " :unjudged, :flow, :source, :target)",
        soci::use(run), soci::use(position), soci::use(value), soci::use(node), soci::use(router),
        soci::use(paths), soci::use(unjudged), soci::use(flows_[index_of(first.flow)]),
        soci::use(nodes_[index_of(first.source)]), soci::use(nodes_[index_of(first.target)]);
  }
}

void RunWriter::write_times(Number at) {
  fold_crossings(crossings_, names_.number(session_, any_cluster));
  write_rollups(session_, tracks_, crossings_, at);
  write_rollups(session_, tracks_, timed_paths_, at);
}

Number shape_of(const inventory::Inventory& inventory) {
  boost::crc_32_type sum;
  const auto add = [&sum](std::string_view text) {
    sum.process_bytes(text.data(), text.size());
    sum.process_byte(0);
  };
  for (const inventory::Node& node : inventory.nodes) {
    add(node.name);
    add(node.cluster);
    add(node.release);
  }
  inventory::PathSelection all;
  all.all_flows = true;
  for (std::size_t at = 0; at < inventory.flows.size(); ++at) {
    const inventory::Flow& flow = inventory.flows[at];
    add(flow.id);
    add(name_of(flow.scope));
    const auto ends = ends_of(inventory, all, FlowId{static_cast<std::uint16_t>(at)});
    for (const auto* side : {&ends.sources, &ends.targets})
      for (const NodeId node : *side) add(std::to_string(index_of(node)));
  }
  return sum.checksum();
}

}  // namespace oakprobe::history
