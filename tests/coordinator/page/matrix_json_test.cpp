#include "coordinator/page/matrix_json.hpp"

#include "coordinator/diagnosis/judge_anew.hpp"
#include "coordinator/page/told_outcomes.hpp"
#include "coordinator/report/report_format.hpp"
#include "evidence/round_trip_code.hpp"
#include "tests/coordinator/page/sample_fleet.hpp"
#include "tests/coordinator/page/unpacked_matrix.hpp"
#include "tests/coordinator/record/random_check.hpp"
#include "tests/coordinator/report/samples.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <sstream>

namespace oakprobe::page {
namespace {

using diagnosis::FinishedCheck;
using Json = nlohmann::json;

std::string text_of(const FinishedCheck& check) {
  std::ostringstream out;
  write_matrix(check, out);
  return out.str();
}

Json report_of(FinishedCheck check) {
  check.listed = diagnosis::PathList::all;
  std::ostringstream out;
  report::write_json(check, out);
  return Json::parse(out.str());
}

// Of the counts by name, those of the matrix.
Json waypoints_of(const Json& path) {
  Json list = Json::array();
  for (const evidence::Waypoint waypoint : all_values<evidence::Waypoint>)
    list.push_back(path.at("waypoints").at(std::string(name_of(waypoint))));
  return list;
}

bool is_nothing(const Json& waypoints) {
  return std::ranges::all_of(waypoints, [](const Json& count) { return count.is_null(); });
}

// That the matrix tells of each path what the report does.
void expect_as_reported(const FinishedCheck& check) {
  const Json matrix = Json::parse(text_of(check));
  const Json report = report_of(check);
  ASSERT_EQ(matrix["schema"], "oakprobe.matrix/1");
  EXPECT_EQ(matrix["run"]["id"], report["run"]["id"]);
  EXPECT_EQ(matrix["run"]["started"], report["run"]["started"]);
  EXPECT_EQ(matrix["run"]["finished"], report["run"]["finished"]);
  ASSERT_EQ(matrix["nodes"].size(), report["nodes"].size());
  for (std::size_t at = 0; at < report["nodes"].size(); ++at)
    for (const auto& [key, value] : matrix["nodes"][at].items())
      EXPECT_EQ(value, report["nodes"][at][key]);
  const auto paths = test::rows_of(matrix);
  ASSERT_EQ(paths.size(), report["paths"].size());
  EXPECT_EQ(matrix["paths"], paths.size());
  std::vector<std::size_t> counts(matrix["outcomes"].size());
  for (std::size_t at = 0; at < paths.size(); ++at) {
    const Json& path = report["paths"][at];
    const Json& outcome = matrix["outcomes"][paths[at].outcome];
    ++counts[paths[at].outcome];
    EXPECT_EQ(matrix["flows"][paths[at].flow]["id"], path["flow"]);
    EXPECT_EQ(matrix["nodes"][paths[at].source]["name"], path["source"]);
    EXPECT_EQ(matrix["nodes"][paths[at].target]["name"], path["target"]);
    for (const char* const key :
         {"status", "cause", "where", "where_any", "accepted", "silenced", "cause_id"})
      EXPECT_EQ(outcome.value(key, Json()), path.value(key, Json())) << key;
    const Json waypoints = waypoints_of(path);
    EXPECT_EQ(outcome.value("waypoints", Json()), is_nothing(waypoints) ? Json() : waypoints);
  }
  for (std::size_t at = 0; at < counts.size(); ++at)
    EXPECT_EQ(matrix["outcomes"][at]["paths"], counts[at]);
}

TEST(MatrixJson, TellsOfEachPathWhatTheReportDoes) {
  expect_as_reported(report::test::everything());
  expect_as_reported(report::test::broken_mesh(55, 3));
  expect_as_reported(test::sample_fleet(20, 5));
  for (std::uint32_t seed = 0; seed < 25; ++seed) {
    FinishedCheck check = record::test::random_check(seed);
    diagnosis::judge_anew(check);
    expect_as_reported(check);
  }
}

TEST(MatrixJson, TellsWhatSilencesMute) {
  FinishedCheck check = report::test::broken_mesh(70, 3);
  check.inventory.audit.silence.emplace_back().target = "worker-3";
  check.inventory.audit.silence.back().until = std::chrono::sys_seconds(std::chrono::days(99'999));
  const Json matrix = Json::parse(text_of(check));
  EXPECT_TRUE(std::ranges::any_of(matrix["outcomes"], [](const Json& outcome) {
    return outcome.value("silenced", false);
  }));
  expect_as_reported(check);
}

TEST(MatrixJson, HasRoundTripsInTheirSteps) {
  const FinishedCheck check = report::test::timed(report::test::broken_mesh(60, 1));
  const Json matrix = Json::parse(text_of(check));
  const std::string codes = parse_base64(matrix["round_trips"].get<std::string>()).value();
  ASSERT_EQ(codes.size(), check.paths.size());
  for (std::size_t at = 0; at < codes.size(); ++at) {
    const auto time = check.paths.round_trip_at(at);
    EXPECT_EQ(
        evidence::round_trip_us(static_cast<std::uint8_t>(codes[at])), time ? time->median_us : 0
    );
  }
  EXPECT_FALSE(Json::parse(text_of(report::test::mesh(60))).contains("round_trips"));
}

TEST(MatrixJson, OfNothingIsAMatrix) {
  const Json matrix = Json::parse(text_of({}));
  EXPECT_EQ(matrix["paths"], 0);
  EXPECT_EQ(matrix["rows"], "");
  EXPECT_TRUE(matrix["nodes"].is_array() && matrix["outcomes"].is_array());
}

TEST(MatrixJson, KeepsHostileNamesInTheirStrings) {
  const std::string text = text_of(report::test::hostile());
  const Json matrix = Json::parse(text);
  EXPECT_EQ(matrix["nodes"].size(), 3U);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(MatrixJson, OfAMillionPathsIsSmall) {
  const FinishedCheck check = test::sample_fleet(1'000, 1);
  const auto begin = std::chrono::steady_clock::now();
  const std::string text = text_of(check);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  const Json matrix = Json::parse(text);
  std::printf(
      "%zu paths: %zu bytes (rows %zu, round trips %zu, %zu outcomes) in %.2f s\n",
      check.paths.size(),
      text.size(),
      matrix["rows"].get_ref<const std::string&>().size(),
      matrix["round_trips"].get_ref<const std::string&>().size(),
      matrix["outcomes"].size(),
      took.count()
  );
  EXPECT_GT(check.paths.size(), 990'000U);
  EXPECT_LT(text.size(), 2'000'000U);
}

TEST(OutcomeTable, StaysBoundedWhateverWaypointsThereAre) {
  OutcomeTable table;
  std::uint32_t latest = 0;
  for (std::uint32_t i = 0; i < 3 * outcomes_with_waypoints_max; ++i) {
    ToldOutcome outcome;
    outcome.waypoints[0] = static_cast<std::uint8_t>(i);
    outcome.waypoints[1] = static_cast<std::uint8_t>(i >> 8U);
    latest = table.number(outcome);
    table.count(latest);
  }
  EXPECT_EQ(latest, outcomes_with_waypoints_max);
  const auto json = table.json();
  EXPECT_EQ(json.size(), outcomes_with_waypoints_max + 1);
  EXPECT_EQ(json.back()["paths"], 2 * outcomes_with_waypoints_max);
  EXPECT_FALSE(json.back().contains("waypoints"));
}

timeline::OutlinedPath outlined(
    timeline::Outline& outline,
    const char* source,
    const char* target,
    timeline::PathOutcome outcome
) {
  timeline::OutlinedPath path{
      outline.keep("worker-tunnel"), outline.keep(source), outline.keep(target), {}, {}, {}};
  const bool is_unknown = outcome.status == diagnosis::Status::unknown;
  (is_unknown ? path.unknown : path.known) = outcome;
  return path;
}

TEST(MatrixJson, OfAnOutlineHasNamesAndOutcomes) {
  using diagnosis::Cause;
  using diagnosis::Segment;
  using diagnosis::Status;
  timeline::Outline outline;
  const timeline::PathOutcome open{Status::open, {}, {}, false};
  const timeline::PathOutcome dropped{Status::blocked, Cause::dropped, {Segment::network}, false};
  outline.nodes = {outline.keep("w2"), outline.keep("w1"), outline.keep("idle")};
  outline.paths = {
      outlined(outline, "w1", "w2", open),
      outlined(outline, "w2", "w1", dropped),
      outlined(outline, "w2", "gone", {Status::unknown, Cause::agent_lost, {}, true}),
      outlined(outline, "\"<script>\x01\xff", "w1", open)};
  outline.paths[2].known = open;
  outline.paths.push_back({outline.keep("worker-tunnel"), outline.keep("w1"), "", {}, {}, {}});
  outline.sort();
  timeline::RunLine run;
  run.id = "0123456789abcdef";
  run.started = UtcSeconds(1'790'000'000);
  run.finished = UtcSeconds(1'790'000'060);
  std::ostringstream out;
  write_matrix(outline, run, out);
  const Json matrix = Json::parse(out.str());
  EXPECT_EQ(matrix["run"]["started"], "2026-09-21T14:13:20Z");
  std::vector<std::string> told;
  for (const PackedPath& path : test::rows_of(matrix)) {
    const Json& outcome = matrix["outcomes"][path.outcome];
    told.push_back(
        matrix["nodes"][path.source]["name"].get<std::string>() + " " +
        matrix["nodes"][path.target]["name"].get<std::string>() + " " +
        outcome["status"].get<std::string>() + " " + outcome.value("where", "") +
        (outcome.contains("accepted") ? "accepted" : "")
    );
  }
  EXPECT_EQ(
      told,
      (std::vector<std::string>{
          "\"<script>?? w1 open ",
          "w1 w2 open ",
          "w2 gone unknown accepted",
          "w2 w1 blocked network"})
  );
  EXPECT_EQ(matrix["flows"], Json::parse(R"([{"id": "worker-tunnel"}])"));
  EXPECT_FALSE(matrix.contains("round_trips"));
}

}  // namespace
}  // namespace oakprobe::page
