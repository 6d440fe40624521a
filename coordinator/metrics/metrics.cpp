#include "coordinator/metrics/metrics.hpp"

#include "base/listing.hpp"
#include "base/utc_time.hpp"
#include "coordinator/metrics/metrics_text.hpp"
#include "coordinator/metrics/path_tallies.hpp"
#include "plans/mesh.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace oakprobe::metrics {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::Status;

std::string cause_text(std::optional<diagnosis::Cause> cause) {
  return cause ? std::string(name_of(*cause)) : "";
}

// A status that the flow's paths can be in has a series also where none is, so that it can be seen
// to become zero.
bool is_told(const inventory::Flow& flow, Status status, std::uint64_t paths) {
  const bool of_closed = status == Status::exposed || status == Status::closed;
  const bool closed_flow = flow.expect == inventory::Expect::closed;
  return paths > 0 || status == Status::unknown || of_closed == closed_flow;
}

class Writing {
 public:
  Writing(const FinishedCheck& check, const MetricsContent& content, std::ostream& out)
      : check_(check), content_(content), text_(out), tallies_(check, content.paths_max) {}

  void all() {
    paths();
    path_states();
    causes();
    nodes();
    round_trips();
    losses();
    coverage();
    run();
    text_.end();
  }

 private:
  // Calls tell(flow, from, to, tally) for each flow and pair of clusters.
  template <class Tell>
  void for_each_tally(const Tell& tell) const {
    for (const auto& [key, tally] : tallies_.tallies) {
      const auto& [flow, from, to] = key;
      tell(check_.inventory.flow(flow), tallies_.clusters[from], tallies_.clusters[to], tally);
    }
  }

  void paths() {
    text_.family(
        "oakprobe_paths", "gauge", "Paths of the last run, by what they turned out to be."
    );
    for_each_tally([&](const inventory::Flow& flow, const auto& from, const auto& to, auto& tally) {
      for (const Status status : all_values<Status>) {
        const std::uint64_t count = tally.by_status[static_cast<std::size_t>(status)];
        if (!is_told(flow, status, count)) continue;
        text_.sample(
            {{"flow", flow.id},
             {"from_cluster", from},
             {"to_cluster", to},
             {"status", name_of(status)}},
            count
        );
      }
    });
    text_.family("oakprobe_paths_accepted", "gauge", "Unknown paths of nodes that may be away.");
    text_.sample({}, check_.summary.accepted);
  }

  void path_states() {
    text_.family("oakprobe_path_state", "gauge", "1 for a path that is not as expected.");
    for (const std::size_t at : tallies_.listed) {
      const PathId id = check_.paths.id_at(at);
      const diagnosis::Judgement& judgement = *check_.paths.state_at(at).verdict;
      text_.sample(
          {{"flow", check_.inventory.flow(id.flow).id},
           {"source", check_.inventory.node(id.source).name},
           {"target", check_.inventory.node(id.target).name},
           {"status", name_of(judgement.status)},
           {"cause", cause_text(judgement.cause)},
           {"where", join(judgement.where.in_order(), ",", name_of<diagnosis::Segment>)}},
          std::uint64_t{1}
      );
    }
    text_.family(
        "oakprobe_path_series_left_out",
        "gauge",
        "Paths that are not as expected and have no series of their own."
    );
    text_.sample({}, std::uint64_t{tallies_.left_out});
  }

  void causes() {
    std::map<std::tuple<std::string_view, std::string, std::string>, std::uint64_t> counts;
    for (const diagnosis::CommonCause& cause : check_.causes)
      ++counts[{
          name_of(cause.status),
          cause_text(cause.cause),
          join(cause.where.in_order(), ",", name_of<diagnosis::Segment>)}];
    text_.family("oakprobe_causes", "gauge", "Common causes of what is not as expected.");
    for (const auto& [key, count] : counts) {
      const auto& [status, cause, where] = key;
      text_.sample({{"status", status}, {"cause", cause}, {"where", where}}, count);
    }
  }

  void nodes() {
    std::array<std::uint64_t, enum_size<diagnosis::AgentState>> agents{};
    std::map<std::pair<diagnosis::Severity, diagnosis::FindingCode>, std::uint64_t> findings;
    for (const diagnosis::FinishedNode& node : check_.nodes) {
      ++agents[static_cast<std::size_t>(node.observation.agent)];
      for (const diagnosis::Finding& finding : node.findings)
        ++findings[{finding.severity, finding.code}];
    }
    text_.family("oakprobe_agents", "gauge", "Nodes, by what became of their agents.");
    for (const diagnosis::AgentState state : all_values<diagnosis::AgentState>)
      text_.sample({{"state", name_of(state)}}, agents[static_cast<std::size_t>(state)]);
    text_.family("oakprobe_findings", "gauge", "Findings on nodes.");
    for (const auto& [key, count] : findings)
      text_.sample({{"severity", name_of(key.first)}, {"code", name_of(key.second)}}, count);
  }

  void round_trips() {
    text_.family(
        "oakprobe_round_trip_seconds", "histogram", "Median round trips of the last run's paths."
    );
    for_each_tally([&](const inventory::Flow& flow, const auto& from, const auto& to, auto& tally) {
      std::uint64_t sum = 0;
      for (std::size_t i = 0; i < tally.round_trips.size(); ++i) sum += tally.round_trips[i];
      if (sum == 0) return;
      std::uint64_t below = 0;
      for (std::size_t i = 0; i < tally.round_trips.size(); ++i) {
        below += tally.round_trips[i];
        const std::string end =
            i < bucket_ends_us.size() ? number_text(bucket_ends_us[i] / 1e6) : "+Inf";
        text_.sample(
            {{"flow", flow.id}, {"from_cluster", from}, {"to_cluster", to}, {"le", end}},
            below,
            "_bucket"
        );
      }
      const auto labels = {
          Label{"flow", flow.id}, Label{"from_cluster", from}, Label{"to_cluster", to}};
      text_.sample(labels, sum, "_count");
      text_.sample(labels, static_cast<double>(tally.round_trips_us) / 1e6, "_sum");
    });
  }

  void losses() {
    text_.family(
        "oakprobe_loss_ratio", "gauge", "Share of the probes on working paths without an answer."
    );
    for_each_tally([&](const inventory::Flow& flow, const auto& from, const auto& to, auto& tally) {
      if (tally.attempts == 0) return;
      text_.sample(
          {{"flow", flow.id}, {"from_cluster", from}, {"to_cluster", to}},
          static_cast<double>(tally.attempts_lost) / static_cast<double>(tally.attempts)
      );
    });
  }

  // Flows of a mesh have paths that the plan left out (docs/plans.md), of each the same share.
  void coverage() {
    const diagnosis::Coverage& plan = check_.coverage;
    std::vector<bool> thinned(check_.inventory.flows.size());
    if (plan.tried < plan.possible)
      for (const plans::Mesh& mesh : plans::meshes_of(check_.inventory, {}))
        for (const FlowId flow : mesh.flows) thinned[index_of(flow)] = true;
    text_.family("oakprobe_coverage_ratio", "gauge", "Share of the expected paths that was tried.");
    for (std::size_t i = 0; i < tallies_.flows.size(); ++i) {
      const FlowTally& flow = tallies_.flows[i];
      if (flow.planned == 0) continue;
      const double share =
          thinned[i] ? static_cast<double>(plan.tried) / static_cast<double>(plan.possible) : 1.0;
      text_.sample(
          {{"flow", check_.inventory.flows[i].id}},
          static_cast<double>(flow.tried) / static_cast<double>(flow.planned) * share
      );
    }
  }

  void run() {
    text_.family("oakprobe_run_duration_seconds", "gauge", "How long the last run took.");
    text_.sample({}, static_cast<double>(check_.took.count()) / 1e3);
    text_.family("oakprobe_run_timestamp_seconds", "gauge", "When the last run ended.");
    text_.sample(
        {}, static_cast<std::uint64_t>(parse_utc(check_.finished).value_or(UtcSeconds(0)).count())
    );
    if (const auto& totals = content_.totals) {
      const bool whole_name = content_.form == TextForm::prometheus;
      text_.family(
          whole_name ? "oakprobe_runs_total" : "oakprobe_runs",
          "counter",
          "Runs since the audit began, by their outcome."
      );
      for (const RunOutcome outcome : all_values<RunOutcome>)
        text_.sample(
            {{"outcome", name_of(outcome)}},
            totals->runs[static_cast<std::size_t>(outcome)],
            whole_name ? "" : "_total"
        );
      text_.family("oakprobe_alerts_pending", "gauge", "Alert messages not delivered yet.");
      text_.sample({}, totals->alerts_pending);
    }
    text_.family("oakprobe_build_info", "gauge", "1, with the version of Oakprobe.");
    text_.sample({{"version", OAKPROBE_VERSION}}, std::uint64_t{1});
  }

  const FinishedCheck& check_;
  const MetricsContent& content_;
  MetricsText text_;
  PathTallies tallies_;
};

}  // namespace

void write_metrics(const FinishedCheck& check, const MetricsContent& content, std::ostream& out) {
  Writing(check, content, out).all();
}

}  // namespace oakprobe::metrics
