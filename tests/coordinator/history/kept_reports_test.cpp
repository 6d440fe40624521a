#include "coordinator/history/kept_reports.hpp"

#include "coordinator/history/stored_state.hpp"
#include "tests/coordinator/history/stored_runs.hpp"

#include <gmock/gmock.h>

#include <istream>
#include <iterator>
#include <random>

namespace oakprobe::history {
namespace {

class KeptReports : public StoredRuns {
 protected:
  static PackedReport report_of(const std::string& text) {
    return pack_report([&](std::ostream& out) { out << text; }).value();
  }

  // The next run, with a report that says this.
  void store_with(RunStore& into, const PackedReport& report) {
    const auto stored = into.store(runs_.run(), inventory_name, std::nullopt, report);
    ASSERT_TRUE(stored) << stored.error().message;
  }

  std::optional<std::string> text_of(RunStore& in, timeline::RunNumber run) {
    auto report = taken(load_report(in.database(), run));
    if (!report) return std::nullopt;
    ReportStream stream(std::move(*report));
    return std::string{std::istreambuf_iterator<char>(&stream), {}};
  }

  SimulatedRuns runs_{3};
};
ON_BOTH_DATABASES(KeptReports);

TEST_P(KeptReports, AreReadAsTheyWereStored) {
  RunStore store_of(open());
  std::string text;
  std::mt19937 random(1);
  while (text.size() < 700'000) text += static_cast<char>(random());
  store_with(store_of, report_of(text));
  store(store_of, runs_);
  EXPECT_EQ(text_of(store_of, 1), text);
  EXPECT_EQ(text_of(store_of, 2), std::nullopt);
  EXPECT_EQ(text_of(store_of, 3), std::nullopt);
  EXPECT_GT(number_of(store_of, "select count(*) from report_piece"), 2);
}

TEST_P(KeptReports, AreThoseOfTheLastRunsAndOfBaselines) {
  RunStore store_of(open());
  store_with(store_of, report_of("a baseline's"));
  ASSERT_TRUE(save_state(store_of.database(), "baseline/monday", SimulatedRuns::run_id(1)));
  for (std::size_t run = 2; run <= reports_kept_max + 3; ++run)
    store_with(store_of, report_of("of run " + std::to_string(run)));
  EXPECT_EQ(text_of(store_of, 1), "a baseline's");
  EXPECT_EQ(text_of(store_of, 2), std::nullopt);
  EXPECT_EQ(text_of(store_of, 3), std::nullopt);
  EXPECT_EQ(text_of(store_of, 4), "of run 4");
  EXPECT_EQ(number_of(store_of, "select count(*) from report"), reports_kept_max + 1);
  EXPECT_EQ(number_of(store_of, "select count(*) from report_piece"), reports_kept_max + 1);
}

TEST_P(KeptReports, OfAnotherInventoryStay) {
  RunStore store_of(open());
  ASSERT_TRUE(store_of.store(runs_.run(), "/other.yaml", std::nullopt, report_of("another's")));
  for (std::size_t run = 0; run < reports_kept_max + 1; ++run) store_with(store_of, report_of("x"));
  EXPECT_EQ(text_of(store_of, 1), "another's");
}

TEST_P(KeptReports, TakeNoMoreRoomThanTheyMayButForTheLatest) {
  RunStore store_of(open());
  PackedReport large;
  while (large.bytes() <= reports_bytes_max / 3)
    large.pieces.emplace_back(report_piece_bytes_max, 'A');
  for (int run = 0; run < 3; ++run) store_with(store_of, large);
  EXPECT_EQ(number_of(store_of, "select min(run) from report"), 2);  // a third each, and some more
  while (large.bytes() <= reports_bytes_max) large.pieces.emplace_back(report_piece_bytes_max, 'A');
  store_with(store_of, large);
  EXPECT_EQ(number_of(store_of, "select count(*) from report"), 1);
  EXPECT_EQ(number_of(store_of, "select max(run) from report"), 4);
  store_with(store_of, report_of("small"));
  EXPECT_EQ(number_of(store_of, "select count(*) from report"), 1);
}

TEST_P(KeptReports, GoWithTheirRuns) {
  Keep keep;
  keep.days = std::chrono::days(1);
  RunStore store_of(open(), keep);
  store_with(store_of, report_of("of long ago"));
  ASSERT_TRUE(save_state(store_of.database(), "baseline/old", SimulatedRuns::run_id(1)));
  for (int run = 0; run < 12 * 26; ++run) static_cast<void>(runs_.run());
  store(store_of, runs_);
  EXPECT_EQ(text_of(store_of, 1), std::nullopt);
  EXPECT_EQ(number_of(store_of, "select count(*) from report_piece"), 0);
}

TEST_P(KeptReports, OfAnOlderSchemaComeWithTheNextRun) {
  {
    auto old = Database::open(place_, IfMissing::create, newest_schema().first(1));
    ASSERT_TRUE(old) << old.error().message;
    ASSERT_TRUE(save_state(*old, "rotation", "3"));
  }
  RunStore store_of(open());
  EXPECT_EQ(taken(load_state(store_of.database(), "rotation")), "3");
  store_with(store_of, report_of("new"));
  EXPECT_EQ(text_of(store_of, 1), "new");
  if (GetParam() != Backend::sqlite) return;
  EXPECT_TRUE(std::filesystem::exists(place_.where + ".schema-1"));
}

}  // namespace
}  // namespace oakprobe::history
