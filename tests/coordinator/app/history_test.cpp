#include "coordinator/app/compare_runs.hpp"
#include "coordinator/app/earlier_troubles.hpp"
#include "coordinator/app/open_history.hpp"
#include "coordinator/app/outlined_report.hpp"
#include "coordinator/app/store_check.hpp"
#include "coordinator/app/view_history.hpp"
#include "tests/coordinator/history/simulated_runs.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace oakprobe::app {
namespace {

namespace fs = std::filesystem;
using history::SimulatedRuns;
using testing::HasSubstr;

class HistoryTest : public testing::Test {
 protected:
  HistoryTest() {
    std::string name = testing::TempDir() + "oakprobe-history-XXXXXX";
    directory_ = ::mkdtemp(name.data());
    place_ = (directory_ / "h.sqlite").string();
    runs_.check().deployment = (directory_ / "my.yaml").string();
  }
  ~HistoryTest() override { fs::remove_all(directory_); }

  void store() {
    const auto stored = store_check(runs_.run(), place_);
    ASSERT_TRUE(stored) << stored.error().messages.front();
  }
  OrFailure<timeline::Difference> compare(
      std::optional<std::string> before = {},
      std::optional<std::string> after = {},
      std::optional<std::string> baseline = {}
  ) {
    return compare_runs({place_, {}, std::move(before), std::move(after), std::move(baseline)});
  }
  std::string write(const std::string& name, const std::string& text) {
    const std::string file = (directory_ / name).string();
    std::ofstream(file) << text;
    return file;
  }

  fs::path directory_;
  std::string place_;
  SimulatedRuns runs_{3};
};

template <class T>
std::string refusal_of(const OrFailure<T>& result) {
  if (result) return "";
  EXPECT_EQ(result.error().kind, FailureKind::wrong_input);
  return result.error().messages.front();
}

TEST_F(HistoryTest, ShowsRunsPathsAndNodes) {
  store();
  runs_.plant(0, 1, history::dropped_judgement);
  store();
  HistoryRequest request;
  request.place = place_;
  auto view = view_history(request);
  ASSERT_TRUE(view);
  ASSERT_EQ(view->runs.size(), 2U);
  EXPECT_EQ(view->runs.front().id, SimulatedRuns::run_id(1));
  EXPECT_EQ(view->runs.front().deployment, runs_.check().deployment);
  request.path = {"w000", "w001"};
  view = view_history(request);
  ASSERT_TRUE(view);
  ASSERT_EQ(view->lives.size(), 1U);
  EXPECT_EQ(view->lives.front().spans.size(), 2U);
  EXPECT_EQ(view->to - view->from, std::chrono::seconds(360));
  request.flow = "worker-mqtt";
  EXPECT_THAT(
      refusal_of(view_history(request)), HasSubstr("knows no path of 'worker-mqtt' from 'w000'")
  );
  request.path.reset();
  request.node = "w001";
  view = view_history(request);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->lives.front().name, "agent");
  request.inventory = "/other.yaml";
  EXPECT_THAT(refusal_of(view_history(request)), HasSubstr("no run of /other.yaml yet"));
}

TEST_F(HistoryTest, IsMissingUntilARunIsStored) {
  HistoryRequest request;
  request.place = place_;
  EXPECT_THAT(refusal_of(view_history(request)), HasSubstr("there is no history"));
  EXPECT_FALSE(fs::exists(place_));
}

TEST_F(HistoryTest, ComparesTheLastTwoRunsOrThoseThatAreNamed) {
  store();
  EXPECT_THAT(refusal_of(compare()), HasSubstr("one run only"));
  runs_.plant(0, 1, history::dropped_judgement);
  store();
  store();
  auto made = compare();
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->empty());
  made = compare(SimulatedRuns::run_id(1));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->broken.size(), 1U);
  EXPECT_EQ(made->after.id, SimulatedRuns::run_id(3));
  made = compare(SimulatedRuns::run_id(3), SimulatedRuns::run_id(1));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->mended.size(), 1U);
  made = compare(utc_text(UtcSeconds(1'790'000'299)));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->before.id, SimulatedRuns::run_id(1));
  EXPECT_THAT(refusal_of(compare("2020-01-01T00:00:00Z")), HasSubstr("no run at or before"));
  EXPECT_THAT(refusal_of(compare("yesterday")), HasSubstr("is no run of the history"));
}

TEST_F(HistoryTest, ComparesWithABaselineOnceItHasAName) {
  EXPECT_NE(refusal_of(compare({}, {}, "good")), "");
  store();
  EXPECT_THAT(refusal_of(compare({}, {}, "good")), HasSubstr("oakprobe diff RUN --baseline good"));
  ASSERT_TRUE(compare(SimulatedRuns::run_id(1), {}, "good"));
  runs_.plant(0, 1, history::dropped_judgement);
  store();
  store();
  const auto made = compare({}, {}, "good");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->broken.size(), 1U);
}

constexpr const char* report_head =
    R"({"schema": "oakprobe.report/1", "run": {"id": "1", "started": "2026-11-30T07:51:40Z"},)"
    R"("nodes": [{"name": "w000", "findings": [{"code": "x"}]}], "record": {"much": [1, 2]},)";

std::string report_with(const std::string& path) {
  return report_head + std::string(R"("paths": [)") + path + "]}";
}

constexpr const char* open_path =
    R"({"flow": "worker-tunnel", "source": "w000", "target": "w001", "status": "open",
        "waypoints": {"sent": 3}, "rtt_us": {"min": 1, "median": 2000, "max": 3}})";

TEST_F(HistoryTest, ComparesReportFiles) {
  const std::string before = write("before.json", report_with(open_path));
  const std::string after = write(
      "after.json", report_with(R"({"flow": "worker-tunnel", "source": "w000", "target": "w001",
          "status": "blocked", "cause": "dropped", "where_any": ["network", "target-firewall"]})")
  );
  const auto made = compare(before, after);
  ASSERT_TRUE(made);
  ASSERT_EQ(made->broken.size(), 1U);
  EXPECT_EQ(
      timeline::outcome_text(*made->broken.front().after),
      "blocked: dropped (network, target-firewall)"
  );
  EXPECT_FALSE(fs::exists(place_));  // nobody needed it
  store();
  const auto mixed = compare(after);
  ASSERT_TRUE(mixed);
  EXPECT_EQ(mixed->mended.size(), 1U);
  EXPECT_EQ(mixed->appeared.size(), 5U);
}

TEST_F(HistoryTest, ReadsOfAReportWhatIsCompared) {
  const auto outline = outline_of_report(report_with(open_path), "x");
  ASSERT_TRUE(outline);
  ASSERT_EQ(outline->paths.size(), 1U);
  EXPECT_EQ(outline->paths.front().median_us, 2000U);
  EXPECT_EQ(outline->head.started, parse_utc("2026-11-30T07:51:40Z"));
  EXPECT_EQ(outline->nodes, std::vector<std::string_view>{"w000"});
}

TEST_F(HistoryTest, RefusesReportsThatAreNone) {
  const std::string path = open_path;
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"", "is no report"},
           {"[1, 2]", "is no report"},
           {R"({"schema": "oakprobe.plan/1"})", "is no report"},
           {R"({"schema": "oakprobe.report/1", "run": {}})", "a part is missing"},
           {report_with(path + "," + path), "has a path twice"},
           {report_with("{}"), "without a name or a status"},
           {report_with("7"), "without a name or a status"},
           {report_with(R"({"flow": "a", "source": "b", "target": "c", "status": "fine"})"),
            "without a name or a status"},
           {report_with(path).substr(0, 200), "is no report"},
           {R"({"schema": "oakprobe.report/1", "run": {"paths_listed": "failed"}, "nodes": [],
                "paths": []})",
            "--paths all"},
           {std::string(100'000, '['), "is no report"}})
    EXPECT_THAT(refusal_of(outline_of_report(text, "x.json")), HasSubstr("x.json: ")) << why;
}

TEST_F(HistoryTest, KnowsWhatAnEarlierCheckFoundWrong) {
  const EarlierCheck last{{}, place_, runs_.check().deployment};
  EXPECT_THAT(refusal_of(find_earlier_troubles(last)), HasSubstr("there is no history"));
  store();
  auto troubles = find_earlier_troubles(last);
  ASSERT_TRUE(troubles);
  EXPECT_TRUE(troubles->paths.empty());
  runs_.plant(0, 1, history::dropped_judgement);
  store();
  troubles = find_earlier_troubles(last);
  ASSERT_TRUE(troubles);
  ASSERT_EQ(troubles->paths.size(), 1U);
  EXPECT_EQ(troubles->paths.front().target, "w001");
  const auto selected = select_troubled(*troubles, {}, runs_.check().inventory);
  ASSERT_TRUE(selected);
  EXPECT_EQ(selected->only->size(), 1U);
  EXPECT_THAT(
      refusal_of(find_earlier_troubles({{}, place_, "/other.yaml"})),
      HasSubstr("has no run of /other.yaml")
  );
}

// Then it is not "all as expected", though all paths were.
TEST_F(HistoryTest, TellsThatMachinesWereWrongAndNoPath) {
  runs_.check().nodes[0].findings.emplace_back().severity = diagnosis::Severity::error;
  store();
  EXPECT_THAT(
      refusal_of(find_earlier_troubles({{}, place_, runs_.check().deployment})),
      HasSubstr("no path was wrong")
  );
  const auto report_of = [&](const std::string& severity) {
    return write(
        "r.json",
        R"({"schema": "oakprobe.report/1", "run": {}, "paths": [], "nodes": [{"name": "w1",
            "findings": [{"code": "a", "severity": ")" +
            severity + R"("}]}]})"
    );
  };
  EXPECT_THAT(
      refusal_of(find_earlier_troubles({report_of("error"), {}, ""})),
      HasSubstr("no path was wrong")
  );
  EXPECT_TRUE(find_earlier_troubles({report_of("warning"), {}, ""}));
}

TEST_F(HistoryTest, TakesAReportOfWhatFailedForWhatWasWrong) {
  const std::string file = write(
      "r.json", R"({"schema": "oakprobe.report/1", "run": {"paths_listed": "failed"}, "nodes": [],
          "paths": [{"flow": "a", "source": "b", "target": "c", "status": "blocked"}]})"
  );
  const auto troubles = find_earlier_troubles({file, {}, ""});
  ASSERT_TRUE(troubles);
  EXPECT_EQ(troubles->paths.size(), 1U);
}

TEST_F(HistoryTest, ThatCanNotBeUsedSaysWhatToDo) {
  const std::string file = write("notes", std::string(5'000, 'x'));
  const auto stored = store_check(runs_.run(), file);
  ASSERT_FALSE(stored);
  EXPECT_EQ(stored.error().kind, FailureKind::oakprobe_failed);
  EXPECT_THAT(stored.error().messages.front(), HasSubstr("put back a copy"));
  EXPECT_NE(refusal_of(store_check(runs_.run(), "mysql://x/y")), "");
}

}  // namespace
}  // namespace oakprobe::app
