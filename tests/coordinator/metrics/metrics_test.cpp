#include "coordinator/metrics/metrics.hpp"

#include "../report/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace oakprobe::metrics {
namespace {

using diagnosis::Cause;
using diagnosis::FinishedCheck;
using diagnosis::Segment;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::silence_of;
using diagnosis::test::verdict_of;
using report::test::keep;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const FinishedCheck& check, const MetricsContent& content = {}) {
  std::ostringstream out;
  write_metrics(check, content, out);
  return out.str();
}

std::size_t count_lines(const std::string& text, const std::string& beginning) {
  std::istringstream lines(text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) count += line.starts_with(beginning) ? 1 : 0;
  return count;
}

MetricsContent with_totals() {
  MetricsContent content;
  content.totals.emplace();
  content.totals->runs = {1, 2, 3, 4, 5};
  content.totals->alerts_pending = 6;
  return content;
}

// Three workers: w1 reaches w2, loses one probe of three to w3, and is dropped by w3's firewall the
// other way round.
CheckCase three_workers() {
  CheckCase one{"w1", "w2", "w3"};
  one.check.inventory.nodes[2].cluster = "edge-b";
  const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(tunnel, "w1", "w2", verdict_of(Status::open))->round_trip = {200, 250, 300};
  {
    auto path = one.path(tunnel, "w1", "w3", verdict_of(Status::degraded, Cause::loss));
    path->round_trip = {900, 251, 2'000};
    path->dial.emplace();
    path->dial.edit().sent = evidence::AttemptSet(0b111);
    path->dial.edit().answered = evidence::AttemptSet(0b101);
  }
  one.path(tunnel, "w3", "w1", silence_of(Status::blocked, Cause::dropped, {Segment::network}));
  one.check.took = std::chrono::milliseconds(3'250);
  summarize(one.check);
  return one;
}

TEST(Metrics, TellWhatPathsTurnedOutToBe) {
  const std::string text = text_of(three_workers().check);
  for (const char* line :
       {"oakprobe_paths{flow=\"worker-tunnel\",from_cluster=\"edge-a\",to_cluster=\"edge-a\","
        "status=\"open\"} 1\n",
        "to_cluster=\"edge-a\",status=\"blocked\"} 0\n",
        "from_cluster=\"edge-b\",to_cluster=\"edge-a\",status=\"blocked\"} 1\n",
        "oakprobe_path_state{flow=\"worker-tunnel\",source=\"w3\",target=\"w1\",status=\"blocked\","
        "cause=\"dropped\",where=\"network\"} 1\n",
        "oakprobe_path_series_left_out 0\n",
        "oakprobe_causes{status=\"blocked\",cause=\"dropped\",where=\"network\"} 1\n",
        "oakprobe_agents{state=\"reached\"} 3\noakprobe_agents{state=\"unreachable\"} 0\n",
        "oakprobe_run_duration_seconds 3.25\n",
        "oakprobe_run_timestamp_seconds 1795478403\n",
        "oakprobe_build_info{version=\""})
    EXPECT_THAT(text, HasSubstr(line));
  EXPECT_THAT(text, Not(HasSubstr("status=\"exposed\"")));
  EXPECT_THAT(text, Not(HasSubstr("oakprobe_runs")));
  EXPECT_THAT(text, EndsWith("\n# EOF\n"));
}

TEST(Metrics, RoundTripsAreSummedUpAndLossIsAShare) {
  const std::string text = text_of(three_workers().check);
  const std::string pair = "flow=\"worker-tunnel\",from_cluster=\"edge-a\",to_cluster=\"edge-b\"";
  // A path's time comes back up to 3.5 % off.
  EXPECT_THAT(text, HasSubstr("_bucket{" + pair + ",le=\"0.0001\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{" + pair + ",le=\"0.0005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("_bucket{" + pair + ",le=\"+Inf\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("oakprobe_round_trip_seconds_count{" + pair + "} 1\n"));
  EXPECT_THAT(text, HasSubstr("oakprobe_loss_ratio{" + pair + "} 0.3333333333333333\n"));
}

TEST(Metrics, AnAuditHasTotals) {
  const std::string text = text_of(three_workers().check, with_totals());
  EXPECT_THAT(
      text,
      HasSubstr("oakprobe_runs_total{outcome=\"passed\"} 1\noakprobe_runs_total{outcome=\"failed\"}"
                " 2\noakprobe_runs_total{outcome=\"unknown\"} 3\n")
  );
  EXPECT_THAT(text, HasSubstr("oakprobe_alerts_pending 6\n"));
  keep("three-workers.om", text);
  MetricsContent content = with_totals();
  content.form = TextForm::prometheus;
  keep("three-workers.prom", text_of(three_workers().check, content));
}

TEST(Metrics, SeriesOfPathsAreBoundedAndTheRestIsCounted) {
  const FinishedCheck check = report::test::broken_mesh(100, 3);
  const std::size_t broken = check.summary.blocked;
  for (const std::size_t most : {std::size_t{0}, std::size_t{1}, broken - 1, broken, broken + 1}) {
    MetricsContent content;
    content.paths_max = most;
    const std::string text = text_of(check, content);
    EXPECT_EQ(count_lines(text, "oakprobe_path_state{"), std::min(most, broken));
    const std::size_t left = broken - std::min(most, broken);
    EXPECT_THAT(text, HasSubstr("oakprobe_path_series_left_out " + std::to_string(left) + "\n"));
  }
}

TEST(Metrics, TheWorstPathsHaveSeries) {
  CheckCase one{"w1", "w2", "w3"};
  const FlowId flow = one.flow("f", Protocol::tcp, 80);
  one.path(flow, "w1", "w2", verdict_of(Status::unknown, Cause::agent_lost))->accepted = true;
  one.path(flow, "w1", "w3", verdict_of(Status::unknown, Cause::agent_lost));
  one.path(flow, "w2", "w1", verdict_of(Status::degraded, Cause::mtu));
  one.path(flow, "w3", "w1", verdict_of(Status::exposed));
  MetricsContent content;
  content.paths_max = 3;
  const std::string text = text_of(one.check, content);
  EXPECT_LT(text.find("status=\"exposed\",cause=\"\""), text.find("status=\"degraded\",cause"));
  EXPECT_LT(text.find("status=\"degraded\",cause"), text.find("target=\"w3\",status=\"unknown\""));
  EXPECT_THAT(text, HasSubstr("oakprobe_path_series_left_out 1\n"));
}

TEST(Metrics, ClustersBeyondTheLimitAreToldAsOne) {
  for (const std::size_t more : {0, 1, 2}) {
    CheckCase one{"root"};
    one.check.inventory.nodes[0].cluster.clear();
    const FlowId flow = one.flow("f", Protocol::tcp, 80);
    for (std::size_t i = 0; i < clusters_max + more; ++i) {
      inventory::Node node = one.check.inventory.nodes[0];
      node.name = "w" + std::to_string(i);
      node.cluster = "c" + std::to_string(i);
      one.check.inventory.nodes.push_back(node);
      one.check.nodes.push_back(one.check.nodes[0]);
    }
    for (std::size_t i = 0; i < clusters_max + more; ++i)
      one.path(flow, ("w" + std::to_string(i)).c_str(), "root", verdict_of(Status::open));
    const std::string text = text_of(one.check);
    const std::string others = "from_cluster=\"(others)\",to_cluster=\"\",status=\"open\"} ";
    if (more == 0)
      EXPECT_THAT(text, Not(HasSubstr("(others)")));
    else
      EXPECT_THAT(text, HasSubstr(others + std::to_string(more) + "\n"));
  }
}

TEST(Metrics, OfAThinnedMeshTheShareIsTold) {
  FinishedCheck check = report::test::mesh(100);
  check.inventory.flows[0].from.role = inventory::Role::cluster;
  check.inventory.flows[1].from.role = check.inventory.flows[1].to.role = inventory::Role::worker;
  check.coverage = {plans::PlanKind::cover, 1'000, 250, true, 24, std::nullopt};
  diagnosis::test::change_all(check.paths, [](diagnosis::FinishedPath& path) {
    path.dial.emplace();
    path.dial.edit().sent = evidence::AttemptSet(1);
  });
  const std::string text = text_of(check);
  EXPECT_THAT(text, HasSubstr("oakprobe_coverage_ratio{flow=\"cluster-api\"} 1.0\n"));
  EXPECT_THAT(text, HasSubstr("oakprobe_coverage_ratio{flow=\"worker-tunnel\"} 0.25\n"));
}

TEST(Metrics, WhatNodesWroteIsText) {
  const std::string text = text_of(report::test::hostile(), with_totals());
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  keep("hostile.om", text);
  keep("everything.prom", text_of(report::test::everything()));
  keep("mesh.prom", text_of(report::test::timed(report::test::broken_mesh(200, 2))));
}

TEST(Metrics, OutcomesAreTheExitCodes) {
  FinishedCheck check = three_workers().check;
  EXPECT_EQ(run_outcome_of(check), RunOutcome::failed);
  check.fail_on = {false, false, false, false, {}};
  EXPECT_EQ(run_outcome_of(check), RunOutcome::passed);
  check.summary.unknown = 1;
  EXPECT_EQ(run_outcome_of(check), RunOutcome::unknown);
  check.summary.accepted = 1;
  EXPECT_EQ(run_outcome_of(check), RunOutcome::passed);
  check.interrupted = true;
  EXPECT_EQ(run_outcome_of(check), RunOutcome::interrupted);
}

}  // namespace
}  // namespace oakprobe::metrics
