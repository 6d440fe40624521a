#include "coordinator/serve/history_answers.hpp"

#include "coordinator/page/matrix_json.hpp"
#include "coordinator/report/path_json.hpp"
#include "coordinator/report/silenced.hpp"
#include "coordinator/serve/answers.hpp"
#include "tests/coordinator/serve/stored_checks.hpp"

#include <soci/soci.h>
#include <sstream>

namespace oakprobe::serve {
namespace {

using test::Backend;
using test::backend_name;
using test::inventory_name;
using test::Json;
using testing::HasSubstr;

class HistoryAnswersTest : public test::StoredChecks {};
ON_BOTH_DATABASES(HistoryAnswersTest);

TEST_P(HistoryAnswersTest, ListTheRunsTheLatestFirst) {
  EXPECT_EQ(told({"runs"})["runs"], Json::array());
  const std::string first = store(drawn(1));
  const std::string second = store(drawn(2));
  store(drawn(3), true, "/other.yaml");
  const std::string last = store(drawn(4));
  const auto ids = [&](const test::Parameters& parameters) {
    std::vector<std::string> all;
    const Json runs = told({"runs"}, parameters);
    for (const Json& run : runs["runs"]) all.push_back(run["id"]);
    return all;
  };
  EXPECT_THAT(ids({}), testing::ElementsAre(last, second, first));
  EXPECT_THAT(ids({{"limit", "2"}}), testing::ElementsAre(last, second));
  EXPECT_THAT(ids({{"before", last}, {"limit", "1"}}), testing::ElementsAre(second));
  EXPECT_THAT(ids({{"before", first}}), testing::IsEmpty());
  EXPECT_EQ(ids({{"inventory", "/other.yaml"}}).size(), 1U);
}

TEST_P(HistoryAnswersTest, TellARunAsItsReportDoes) {
  const std::string first = store(drawn(1));
  const diagnosis::FinishedCheck before = latest_;
  store(drawn(2));
  const auto report_of = [](const diagnosis::FinishedCheck& check, report::JsonParts parts) {
    std::ostringstream out;
    parts.deployment = true;
    report::write_json_parts(check, parts, out);
    return Json::parse(out.str());
  };
  using report::ListedPaths;
  EXPECT_EQ(told({"runs", "latest"}), report_of(latest_, {ListedPaths::all, false, true}));
  EXPECT_EQ(told({"runs", first}), report_of(before, {ListedPaths::all, false, true}));
  EXPECT_EQ(
      told({"runs", "latest"}, {{"paths", "none"}}),
      report_of(latest_, {ListedPaths::none, false, true})
  );
  EXPECT_EQ(
      told({"runs", "latest"}, {{"paths", "failed"}, {"record", "yes"}}),
      report_of(latest_, {ListedPaths::failed, true, true})
  );
}

TEST_P(HistoryAnswersTest, TellTheMatrixOfARunOrATime) {
  store(drawn(1));
  std::ostringstream first;
  page::write_matrix(latest_, first);
  const std::string second = store(drawn(2));
  std::ostringstream latest;
  page::write_matrix(latest_, latest);
  EXPECT_EQ(told({"matrix"}), Json::parse(latest.str()));
  EXPECT_EQ(told({"matrix"}, {{"run", second}}), Json::parse(latest.str()));
  const std::string between = utc_text(test::first_run + std::chrono::minutes(4));
  EXPECT_EQ(told({"matrix"}, {{"at", between}}), Json::parse(first.str()));
  EXPECT_EQ(
      refused({"matrix"}, {{"at", utc_text(test::first_run - UtcSeconds(1))}}), "404 not-found"
  );
  EXPECT_EQ(refused({"matrix"}, {{"at", "2h"}, {"run", second}}), "400 bad-parameter");
}

TEST_P(HistoryAnswersTest, TellWhatIsKnownOfARunWithoutAReport) {
  const std::string first = store(drawn(1), false);
  store(drawn(1));
  EXPECT_EQ(refused({"runs", first}), "410 not-kept");
  const Json matrix = told({"matrix"}, {{"run", first}});
  EXPECT_EQ(matrix["run"]["id"], first);
  EXPECT_EQ(matrix["paths"], told({"matrix"})["paths"]);
  EXPECT_FALSE(matrix["nodes"][0].contains("roles"));
  const Json causes = told({"causes"}, {{"run", first}});
  const Json latest = told({"causes"});
  ASSERT_EQ(causes["causes"].size(), latest["causes"].size());
  for (std::size_t at = 0; at < latest["causes"].size(); ++at) {
    EXPECT_EQ(causes["causes"][at]["status"], latest["causes"][at]["status"]);
    EXPECT_EQ(causes["causes"][at]["paths"], latest["causes"][at]["paths"]);
    EXPECT_EQ(causes["causes"][at]["since"], utc_text(test::first_run));
    EXPECT_EQ(latest["causes"][at]["since"], utc_text(test::first_run));
  }
}

TEST_P(HistoryAnswersTest, TellAPath) {
  store(drawn(1));
  store(drawn(1));
  const report::Silenced silenced(latest_);
  for (std::size_t at = 0; at < latest_.paths.size(); at += 5) {
    const Json now = Json::parse(report::json_line(report::path_json(latest_, silenced, at)));
    const Json path = told({"path", now["flow"], now["source"], now["target"]});
    EXPECT_EQ(path["schema"], "oakprobe.path/1");
    EXPECT_EQ(path["now"], now);
    EXPECT_EQ(path["run"], latest_.run_id);
    ASSERT_FALSE(path["intervals"].empty());
    EXPECT_EQ(path["intervals"][0]["since"], utc_text(test::first_run));
    EXPECT_EQ(path["intervals"].back()["status"], now["status"]);
    EXPECT_TRUE(path["round_trips"].is_array());
  }
  EXPECT_EQ(refused({"path", "flow-0", "w0", "nobody"}), "404 not-found");
}

TEST_P(HistoryAnswersTest, TellANode) {
  store(drawn(1));
  const Json node = told({"node", "w0"});
  EXPECT_EQ(node["name"], "w0");
  EXPECT_EQ(node["now"]["name"], "w0");
  EXPECT_TRUE(node["agent"]["intervals"].is_array());
  EXPECT_EQ(node["findings"].size() == 0, node["now"]["findings"].empty());
  EXPECT_EQ(refused({"node", "nobody"}), "404 not-found");
}

TEST_P(HistoryAnswersTest, TellTimesAndDifferences) {
  store(drawn(1));
  EXPECT_EQ(refused({"diff"}), "404 not-found");
  store(drawn(1));
  const std::string last = store(drawn(5));
  EXPECT_EQ(told({"times"})["schema"], "oakprobe.times/1");
  EXPECT_TRUE(told({"times"}, {{"flow", "none"}, {"since", "3d"}})["series"].empty());
  const Json difference = told({"diff"});
  EXPECT_EQ(difference["schema"], "oakprobe.diff/1");
  EXPECT_EQ(difference["to"]["id"], last);
  const Json none =
      told({"diff"}, {{"from", utc_text(test::first_run)}, {"to", "0000000000000011"}});
  EXPECT_TRUE(none["newly_broken"].empty());
  const std::string other = store(drawn(1), true, "/other.yaml");
  EXPECT_EQ(refused({"diff"}, {{"from", last}, {"to", other}}), "400 bad-parameter");
  EXPECT_EQ(refused({"diff"}, {{"from", "yesterday"}}), "404 not-found");
}

TEST_P(HistoryAnswersTest, RefuseWhatIsWrongAndSayWhatIsRight) {
  store(drawn(1));
  struct Case {
    std::vector<std::string> path;
    test::Parameters parameters;
    const char* status;
  };
  const std::vector<Case> cases{
      {{}, {}, "404 not-found"},
      {{"nothing"}, {}, "404 not-found"},
      {{"runs", "a", "b"}, {}, "404 not-found"},
      {{"path", "a", "b"}, {}, "404 not-found"},
      {{"runs"}, {{"limit", "0"}}, "400 bad-parameter"},
      {{"runs"}, {{"limit", "1001"}}, "400 bad-parameter"},
      {{"runs"}, {{"limit", "1e2"}}, "400 bad-parameter"},
      {{"runs"}, {{"limit", "-1"}}, "400 bad-parameter"},
      {{"runs"}, {{"limit", "1"}, {"limit", "1"}}, "400 bad-parameter"},
      {{"runs"}, {{"until", "1d"}}, "400 bad-parameter"},
      {{"runs"}, {{"before", "nobody"}}, "404 not-found"},
      {{"runs"}, {{"inventory", "/nobody.yaml"}}, "404 not-found"},
      {{"runs"}, {{"inventory", ""}}, "400 bad-parameter"},
      {{"runs"}, {{"inventory", std::string(5'000, 'x')}}, "400 bad-parameter"},
      {{"runs"}, {{"inventory", "\xff"}}, "400 bad-parameter"},
      {{"runs"}, {{"inventory", std::string("a\0b", 3)}}, "400 bad-parameter"},
      {{"runs", "nobody"}, {}, "404 not-found"},
      {{"runs", "\xff"}, {}, "404 not-found"},
      {{"runs", "latest"}, {{"paths", "some"}}, "400 bad-parameter"},
      {{"runs", "latest"}, {{"record", "1"}}, "400 bad-parameter"},
      {{"matrix"}, {{"at", "soon"}}, "400 bad-parameter"},
      {{"matrix"}, {{"run", "nobody"}}, "404 not-found"},
      {{"causes"}, {{"at", "2026-13-01T00:00:00Z"}}, "400 bad-parameter"},
      {{"times"}, {{"since", "1h"}, {"until", "2h"}}, "400 bad-parameter"},
      {{"node", "w0"}, {{"flow", "flow-0"}}, "400 bad-parameter"},
      {{"path", "flow-9", "w0", "w1"}, {}, "404 not-found"},
  };
  for (const Case& one : cases) {
    const std::string status = refused(one.path, one.parameters);
    EXPECT_EQ(status, one.status) << (one.path.empty() ? "" : one.path.front());
  }
  EXPECT_THAT(ask({"runs"}, {{"limit", "x"}}).body, HasSubstr("from 1 to 1000"));
}

TEST_P(HistoryAnswersTest, TellANewRunOnce) {
  EXPECT_EQ(answers().new_run(), std::nullopt);
  const std::string first = store(drawn(1));
  const auto event = answers().new_run();
  ASSERT_TRUE(event);
  EXPECT_EQ(Json::parse(*event)["run"], first);
  EXPECT_EQ(Json::parse(*event)["summary"]["paths"], latest_.summary.paths);
  EXPECT_EQ(answers().new_run(), std::nullopt);
  const std::string second = store(drawn(2));
  EXPECT_EQ(Json::parse(answers().new_run().value())["run"], second);
  EXPECT_EQ(told({"matrix"})["run"]["id"], second);
  store(drawn(3));
  answers().note_run();
  EXPECT_EQ(answers().new_run(), std::nullopt);
}

TEST_P(HistoryAnswersTest, AreNoLongerThanThereIsRoom) {
  const std::string run = store(drawn(1));
  const auto within = [&](std::vector<std::string> path, std::size_t bytes_max) {
    return answers().answer({std::move(path), {}}, bytes_max);
  };
  const std::size_t whole = ask({"runs", run}).body.size();
  EXPECT_EQ(within({"runs", run}, whole).status, 200U);
  EXPECT_EQ(within({"runs", run}, whole - 1).status, 503U);
  EXPECT_THAT(within({"matrix"}, 10).body, HasSubstr("\"busy\""));
  EXPECT_EQ(answers().metrics(10).status, 503U);
}

// A database that was restored gives the same numbers to other runs.
TEST_P(HistoryAnswersTest, AreOfTheRunOfThisId) {
  const std::string run = store(drawn(1));
  history::Database database = open();
  timeline::RunLine line = history::find_run(database, run)->value();
  KeptChecks kept;
  EXPECT_TRUE(kept.find(database, line));
  line.id = "another";
  EXPECT_FALSE(kept.find(database, line));
  line.id = run;
  EXPECT_EQ(kept.find(database, line)->run_id, run);
}

TEST_P(HistoryAnswersTest, HaveMetricsOfTheLatestRun) {
  const auto metrics = [this] { return answers().metrics(answer_bytes_max); };
  EXPECT_EQ(metrics().status, 503U);
  EXPECT_THAT(metrics().body, HasSubstr("no run is stored yet"));
  store(drawn(1));
  EXPECT_EQ(metrics().status, 200U);
  EXPECT_THAT(metrics().body, testing::EndsWith("# EOF\n"));
  const std::string run = store(drawn(1), false);
  EXPECT_EQ(metrics().status, 503U);
  EXPECT_THAT(metrics().body, HasSubstr("the report of the latest run, " + run + ", is not kept"));
}

TEST_P(HistoryAnswersTest, SayWhyTheHistoryCanNotBeRead) {
  store(drawn(1));
  EXPECT_EQ(answers().trouble(), std::nullopt);
  history::Database database = open();
  ASSERT_TRUE(database.write([](soci::session& session) {
    session << "alter table run rename to gone";
  }));
  EXPECT_TRUE(answers().trouble());
  for (const char* const first : {"runs", "matrix", "causes", "times", "diff"})
    EXPECT_EQ(refused({first}), "503 no-history");
  EXPECT_THAT(answers().metrics(answer_bytes_max).body, HasSubstr("\"no-history\""));
  EXPECT_EQ(answers().new_run(), std::nullopt);
}

TEST_P(HistoryAnswersTest, OfADamagedReportAreThoseOfNone) {
  const std::string run = store(drawn(1));
  history::Database database = open();
  ASSERT_TRUE(database.write([](soci::session& session) {
    session << "update report_piece set piece = 'no base64'";
  }));
  EXPECT_EQ(refused({"runs", run}), "410 not-kept");
  EXPECT_EQ(told({"matrix"})["run"]["id"], run);
}

TEST_P(HistoryAnswersTest, HaveOneInventoryWhereTheyAreToldTo) {
  store(drawn(1));
  store(drawn(2), true, "/other.yaml");
  HistoryAnswers mine(open(), inventory_name);
  const Json runs = Json::parse(mine.answer({{"runs"}, {}}, answer_bytes_max).body);
  ASSERT_EQ(runs["runs"].size(), 1U);
  EXPECT_EQ(runs["runs"][0]["inventory"], inventory_name);
  HistoryAnswers none(open(), "/nobody.yaml");
  EXPECT_EQ(none.answer({{"runs"}, {}}, answer_bytes_max).status, 200U);
  EXPECT_EQ(none.answer({{"matrix"}, {}}, answer_bytes_max).status, 404U);
}

}  // namespace
}  // namespace oakprobe::serve
