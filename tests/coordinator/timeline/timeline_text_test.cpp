#include "coordinator/timeline/timeline_text.hpp"

#include "coordinator/timeline/timeline_json.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <sstream>
#include <string>

namespace oakprobe::timeline {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::Status;
using nlohmann::json;
using testing::HasSubstr;

constexpr UtcSeconds begin{1'796'025'100};  // 2026-11-30T07:51:40Z

RunLine run_of(const char* id, RunOutcome outcome, const diagnosis::Summary& sums) {
  RunLine run;
  run.id = id;
  run.deployment = "/etc/my.yaml";
  run.started = begin;
  run.outcome = outcome;
  run.summary = sums;
  run.plan = "full";
  return run;
}

const PathOutcome open{Status::open, {}, {}, false};
const PathOutcome dropped{Status::blocked, Cause::dropped, {Segment::network}, false};

TEST(TimelineText, HasALineAndABarForEachRun) {
  const std::string text = runs_text(
      {run_of("0000000000000001", RunOutcome::passed, {57, 50, 0, 0, 0, 7, 0, 0}),
       run_of("0000000000000002", RunOutcome::failed, {10'000, 9'999, 0, 1, 0, 0, 0, 0}),
       run_of("0000000000000003", RunOutcome::interrupted, {12, 3, 3, 2, 1, 0, 3, 0}),
       run_of("0000000000000004", RunOutcome::unknown, {1, 0, 0, 0, 0, 0, 1, 0})}
  );
  EXPECT_EQ(
      text,
      "/etc/my.yaml, times are UTC\n"
      "2026-11-30 07:51  0000000000000001  passed       [############]  57 of 57\n"
      "2026-11-30 07:51  0000000000000002  failed       [###########x]  9999 of 10000\n"
      "2026-11-30 07:51  0000000000000003  interrupted  [###xxx~~~???]  3 of 12\n"
      "2026-11-30 07:51  0000000000000004  unknown      [????????????]  0 of 1\n"
  );
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  EXPECT_EQ(runs_text({}), "No run of that time is stored.\n");
}

Life life_of_a_path() {
  LifeSpan fine;
  fine.since = begin;
  fine.until = begin + std::chrono::hours(50);
  fine.fine = true;
  fine.words = outcome_text(open);
  fine.status = "open";
  LifeSpan broken;
  broken.since = *fine.until;
  broken.words = outcome_text(dropped);
  broken.status = "blocked";
  broken.cause = "dropped";
  broken.places = "network";
  broken.facts = R"({"rule":"failed-attempts"})";
  LifeSpan unknown = broken;
  unknown.unknown = true;
  unknown.words = "unknown: agent-lost";
  unknown.status = "unknown";
  unknown.facts = "no JSON";
  return {"worker-tunnel", {fine, broken, unknown}};
}

TEST(TimelineText, TellsALifeInStretches) {
  EXPECT_EQ(
      lives_text({life_of_a_path()}, begin, begin + std::chrono::hours(50)),
      "worker-tunnel: 100.00 % of the known time as expected\n"
      "  2026-11-30 07:51      2d 2h  open\n"
      "  2026-12-02 09:51  until now  blocked: dropped (network)\n"
      "  2026-12-02 09:51  until now    unknown: agent-lost\n"
  );
}

TEST(TimelineText, TellsWhatAProgramAsksOfALife) {
  const json told = json::parse(
      path_lives_json({life_of_a_path()}, "w1", "w2", begin, begin + std::chrono::hours(50))
  );
  EXPECT_EQ(told["schema"], "oakprobe.history/1");
  const json& path = told["paths"][0];
  EXPECT_EQ(path["source"], "w1");
  EXPECT_EQ(path["as_expected"], 1.0);
  EXPECT_EQ(path["intervals"][0]["until"], "2026-12-02T09:51:40Z");
  EXPECT_EQ(
      path["intervals"][1],
      json::parse(R"({"since": "2026-12-02T09:51:40Z", "status": "blocked", "cause": "dropped",
                      "where": "network", "facts": {"rule": "failed-attempts"}})")
  );
  EXPECT_FALSE(path["intervals"][2].contains("facts"));
}

Difference some_difference() {
  Difference difference;
  difference.before = {"a", begin, "x"};
  difference.after = {"b", begin + std::chrono::minutes(5), "x"};
  difference.broken.push_back({"worker-tunnel", "w1", "w2", open, dropped, true});
  difference.vanished_nodes = {"w9"};
  difference.slower.push_back({"worker-tunnel", "c1", "", true, 1'000, 2'500});
  return difference;
}

TEST(TimelineText, TellsADifference) {
  EXPECT_EQ(
      difference_text(some_difference()),
      "From run a (2026-11-30 07:51)\n"
      "  to run b (2026-11-30 07:56), times are UTC\n"
      "\nNewly broken: 1\n"
      "  worker-tunnel  w1 to w2: blocked: dropped (network); was open\n"
      "\nSlower by more than half: 1\n"
      "  worker-tunnel  cluster c1 to no cluster: 2.5 ms; was 1.0 ms\n"
      "\nVanished nodes: 1\n"
      "  w9\n"
  );
  EXPECT_THAT(difference_text({}), HasSubstr("Nothing changed."));
}

TEST(TimelineText, ListsNoMoreThanAnybodyReads) {
  Difference difference;
  difference.vanished_nodes.resize(listed_paths_max, "w");
  EXPECT_THAT(difference_text(difference), testing::Not(HasSubstr("more")));
  difference.vanished_nodes.resize(listed_paths_max + 1, "w");
  EXPECT_THAT(difference_text(difference), HasSubstr("and 1 more; --json lists them all"));
}

TEST(TimelineText, TellsADifferenceToAProgram) {
  const json told = json::parse(difference_json(some_difference()));
  EXPECT_EQ(told["schema"], "oakprobe.diff/1");
  EXPECT_EQ(told["worse"], true);
  EXPECT_EQ(told["newly_broken"][0]["after"]["cause"], "dropped");
  EXPECT_EQ(told["slower"][0]["from_cluster"], "c1");
  EXPECT_EQ(told["mended"], json::array());
}

TEST(TimelineText, ObeysNothingThatANameSays) {
  Difference difference;
  difference.broken.push_back({"\x1b[2J", "a\nb", "c", open, dropped, true});
  difference.vanished_nodes = {"\xff\x9b"};
  const std::string text = difference_text(difference);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\xff'), std::string::npos);
  EXPECT_NO_THROW(static_cast<void>(difference_json(difference)));
}

}  // namespace
}  // namespace oakprobe::timeline
