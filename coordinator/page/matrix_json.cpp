#include "coordinator/page/matrix_json.hpp"

#include "base/base64.hpp"
#include "coordinator/page/packed_rows.hpp"
#include "coordinator/page/told_outcomes.hpp"
#include "coordinator/report/json_text.hpp"
#include "coordinator/report/node_json.hpp"
#include "coordinator/report/silenced.hpp"
#include "evidence/round_trip_code.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::page {
namespace {

using diagnosis::FinishedCheck;
using report::Json;
using report::json_line;

// What both kinds of matrices are made of.
struct Parts {
  Json run;
  Json nodes = Json::array();
  Json flows = Json::array();
  OutcomeTable outcomes;
  RowPacker rows;
  std::string round_trips;  // a byte a path; empty: there are none
  std::size_t paths = 0;

  void add(const PackedPath& path) {
    ++paths;
    outcomes.count(path.outcome);
    rows.add(path);
  }
};

void write_parts(Parts parts, std::ostream& out) {
  out << R"({"schema":"oakprobe.matrix/1","run":)" << json_line(std::move(parts.run))
      << ",\"nodes\":" << json_line(std::move(parts.nodes))
      << ",\"flows\":" << json_line(std::move(parts.flows))
      << ",\"outcomes\":" << json_line(parts.outcomes.json()) << ",\"paths\":" << parts.paths
      << ",\"rows\":\"" << base64_of(parts.rows.finish()) << '"';
  if (std::ranges::any_of(parts.round_trips, [](char code) { return code != 0; }))
    out << ",\"round_trips\":\"" << base64_of(parts.round_trips) << '"';
  out << '}';
}

Json node_of(const FinishedCheck& check, NodeId id) {
  Json all = report::node_json(check, id);
  Json json;
  for (const char* const key : {"name", "roles", "cluster", "address", "agent"})
    if (const auto found = all.find(key); found != all.end()) json[key] = std::move(*found);
  return json;
}

Json flow_json(const inventory::Flow& flow) {
  Json json{{"id", flow.id}, {"protocol", name_of(flow.protocol)}};
  if (flow.port) json["port"] = *flow.port;
  json["expect"] = name_of(flow.expect);
  json["need"] = name_of(flow.need);
  return json;
}

// The outcomes of a check's paths. Their states are few, and a book keeps each in one place: it is
// looked up by that, and looked at once.
class CheckOutcomes {
 public:
  CheckOutcomes(const FinishedCheck& check, OutcomeTable& table)
      : check_(check), silenced_(check), table_(table) {}

  // Of a path that is judged.
  std::uint32_t of(std::uint32_t position, const diagnosis::PathState& state) {
    const auto cause = check_.paths.cause_at(position);
    const bool muted = cause && silenced_.mutes(position);
    const Key key{&state, (cause ? *cause + 1 : 0), muted};
    if (const auto found = known_.find(key); found != known_.end()) return found->second;
    const diagnosis::Judgement& verdict = *state.verdict;
    const std::uint32_t number = table_.number(
        {verdict.status,
         verdict.cause,
         verdict.where.bits(),
         state.accepted,
         muted,
         key.cause_id,
         state.waypoints}
    );
    known_.emplace(key, number);
    return number;
  }

 private:
  struct Key {
    const diagnosis::PathState* state = nullptr;
    std::uint32_t cause_id = 0;
    bool muted = false;

    friend bool operator==(const Key&, const Key&) = default;
    friend std::size_t hash_value(const Key& key) {
      std::size_t seed = 0;
      boost::hash_combine(seed, key.state);
      boost::hash_combine(seed, key.cause_id);
      boost::hash_combine(seed, key.muted);
      return seed;
    }
  };

  const FinishedCheck& check_;
  report::Silenced silenced_;
  OutcomeTable& table_;
  boost::unordered_flat_map<Key, std::uint32_t> known_;
};

Parts parts_of(const FinishedCheck& check) {
  Parts parts;
  parts.run = {{"id", check.run_id}, {"started", check.started}, {"finished", check.finished}};
  for (std::uint32_t at = 0; at < check.nodes.size(); ++at)
    parts.nodes.push_back(node_of(check, NodeId{at}));
  for (const inventory::Flow& flow : check.inventory.flows) parts.flows.push_back(flow_json(flow));
  CheckOutcomes outcomes(check, parts.outcomes);
  parts.round_trips.reserve(check.paths.size());
  check.paths.for_each_id([&](std::uint32_t position, const PathId& id) {
    const diagnosis::PathState& state = check.paths.state_at(position);
    if (!state.verdict) return;  // nobody came to judge it
    parts.add(
        {index_of(id.flow), index_of(id.source), index_of(id.target), outcomes.of(position, state)}
    );
    const auto time = check.paths.round_trip_at(position);
    parts.round_trips +=
        static_cast<char>(time ? evidence::round_trip_code(time->median_us) : std::uint8_t{0});
  });
  return parts;
}

using Positions = boost::unordered_flat_map<std::string_view, std::uint32_t>;

Positions positions_of(const std::vector<std::string_view>& names) {
  Positions positions;
  for (const std::string_view name : names)
    positions.emplace(name, static_cast<std::uint32_t>(positions.size()));
  return positions;
}

void make_ascending(std::vector<std::string_view>& names) {
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

Parts parts_of(const timeline::Outline& outline, const timeline::RunLine& run) {
  Parts parts;
  parts.run = {
      {"id", run.id}, {"started", utc_text(run.started)}, {"finished", utc_text(run.finished)}};
  std::vector<std::string_view> nodes = outline.nodes;
  std::vector<std::string_view> flows;
  for (const timeline::OutlinedPath& path : outline.paths) {
    if (flows.empty() || flows.back() != path.flow) flows.push_back(path.flow);
    if (nodes.empty() || nodes.back() != path.source) nodes.push_back(path.source);
    nodes.push_back(path.target);
  }
  make_ascending(nodes);
  make_ascending(flows);
  for (const std::string_view name : nodes) parts.nodes.push_back({{"name", name}});
  for (const std::string_view name : flows) parts.flows.push_back({{"id", name}});
  const Positions node_at = positions_of(nodes);
  const Positions flow_at = positions_of(flows);
  for (const timeline::OutlinedPath& path : outline.paths) {
    if (!path.exists()) continue;
    const timeline::PathOutcome& outcome = path.unknown ? *path.unknown : *path.known;
    ToldOutcome told;
    told.status = outcome.status;
    told.cause = outcome.cause;
    told.where = outcome.where.bits();
    told.accepted = outcome.accepted;
    parts.add(
        {flow_at.at(path.flow),
         node_at.at(path.source),
         node_at.at(path.target),
         parts.outcomes.number(told)}
    );
  }
  return parts;
}

}  // namespace

void write_matrix(const FinishedCheck& check, std::ostream& out) {
  write_parts(parts_of(check), out);
}

void write_matrix(
    const timeline::Outline& outline, const timeline::RunLine& run, std::ostream& out
) {
  write_parts(parts_of(outline, run), out);
}

}  // namespace oakprobe::page
