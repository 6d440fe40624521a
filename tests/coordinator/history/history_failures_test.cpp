#include "coordinator/history/outlines.hpp"
#include "coordinator/history/run_store.hpp"
#include "coordinator/history/runs.hpp"
#include "tests/coordinator/history/both_databases.hpp"
#include "tests/coordinator/history/simulated_runs.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <random>
#include <soci/soci.h>
#include <string>

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

namespace oakprobe::history {
namespace {

using testing::HasSubstr;

constexpr const char* inventory_name = "/my.yaml";
constexpr std::size_t workers = 8;

// All paths are as they were in no run before.
void plant_all(SimulatedRuns& runs, std::int64_t run) {
  const auto& judgement = run % 2 == 0 ? open_judgement : dropped_judgement;
  for (std::size_t source = 0; source < workers; ++source)
    for (std::size_t target = 0; target < workers; ++target)
      if (source != target) runs.plant(source, target, judgement);
}

std::vector<timeline::RunLine> latest_runs(Database& database, std::size_t most) {
  RunFilter filter;
  filter.limit = most;
  const auto runs = list_runs(database, filter);
  EXPECT_TRUE(runs) << runs.error().message;
  return runs ? *runs : std::vector<timeline::RunLine>();
}

std::size_t count_runs(Database& database) {
  const auto latest = latest_runs(database, 1);
  return latest.empty() ? 0 : static_cast<std::size_t>(latest.front().number);
}

// Runs that are there are there whole.
void expect_whole_runs(Database& database) {
  for (const timeline::RunLine& run : latest_runs(database, 5)) {
    const auto outline = outline_at(database, run);
    ASSERT_TRUE(outline) << outline.error().message;
    ASSERT_EQ(outline->paths.size(), workers * (workers - 1)) << run.number;
    const auto& judgement = run.number % 2 == 0 ? open_judgement : dropped_judgement;
    for (const timeline::OutlinedPath& path : outline->paths)
      ASSERT_EQ(path.known, timeline::outcome_of(judgement, false)) << run.number;
  }
}

// In a process of its own; its exit status as waitpid() tells it.
int status_of(const std::function<int()>& work) {
  const int pid = ::fork();
  if (pid == 0) ::_exit(work());
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  return status;
}

class HistoryFailures : public BothDatabases {
 protected:
  // Stores runs until it is killed, at a moment of its own processor time.
  [[nodiscard]] int store_until_killed(int microseconds) {
    std::signal(SIGPROF, [](int) { ::kill(::getpid(), SIGKILL); });
    itimerval moment{};
    moment.it_value.tv_usec = microseconds;
    auto database = Database::open(place_, IfMissing::create);
    if (!database) return 1;
    SimulatedRuns runs(workers);
    const auto before = count_runs(*database);
    for (std::size_t run = 0; run < before; ++run) static_cast<void>(runs.run());
    RunStore store(std::move(*database));
    ::setitimer(ITIMER_PROF, &moment, nullptr);
    for (auto run = static_cast<std::int64_t>(before) + 1;; ++run) {
      plant_all(runs, run);
      if (!store.store(runs.run(), inventory_name)) return 2;
    }
  }
};
ON_BOTH_DATABASES(HistoryFailures);

TEST_P(HistoryFailures, AKillLeavesNoHalfRun) {
  std::mt19937 random(11);
  std::size_t runs = 0;
  for (int kill = 0; kill < 12; ++kill) {
    const int microseconds = 5'000 + static_cast<int>(random() % 40'000);
    const int status = status_of([&] { return store_until_killed(microseconds); });
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    Database database = open();
    ASSERT_NO_FATAL_FAILURE(expect_whole_runs(database));
    const auto now = count_runs(database);
    EXPECT_GE(now, runs);  // what was stored stays
    runs = now;
  }
  EXPECT_GT(runs, 0U);
}

TEST(SqliteFailures, AFileThatMayNotGrowKeepsWhatItHad) {
  const TemporaryDirectory directory;
  const DatabasePlace place{Backend::sqlite, directory.file("h.sqlite")};
  SimulatedRuns runs(workers);
  plant_all(runs, 1);
  {
    RunStore store(*Database::open(place, IfMissing::create));
    ASSERT_TRUE(store.store(runs.run(), inventory_name));
  }
  const int status = status_of([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{std::filesystem::file_size(place.where), RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &small);
    RunStore store(*Database::open(place, IfMissing::create));
    for (std::int64_t run = 2; run < 200; ++run) {
      plant_all(runs, run);
      if (!store.store(runs.run(), inventory_name)) return 7;
    }
    return 0;
  });
  EXPECT_EQ(WEXITSTATUS(status), 7);
  Database database = std::move(*Database::open(place, IfMissing::refuse));
  EXPECT_GE(count_runs(database), 1U);
  expect_whole_runs(database);
}

TEST(SqliteFailures, AFullDiskIsToldAsSuch) {
  const TemporaryDirectory directory;
  const std::string mounted = directory.file("full");
  std::filesystem::create_directory(mounted);
  if (::mount("oakprobe", mounted.c_str(), "tmpfs", 0, "size=256k") != 0)
    GTEST_SKIP() << "no file system can be mounted here";
  {
    const DatabasePlace place{Backend::sqlite, mounted + "/h.sqlite"};
    RunStore store(*Database::open(place, IfMissing::create));
    SimulatedRuns runs(workers);
    OrTrouble<StoredRun> stored{StoredRun()};
    for (std::int64_t run = 1; run < 200 && stored; ++run) {
      plant_all(runs, run);
      stored = store.store(runs.run(), inventory_name, State{"kept", std::to_string(run)});
    }
    ASSERT_FALSE(stored);
    EXPECT_EQ(stored.error().kind, TroubleKind::no_room) << stored.error().message;
    EXPECT_THAT(stored.error().message, HasSubstr("make room there"));
    expect_whole_runs(store.database());
    const auto kept = load_state(store.database(), "kept");
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->value_or("0"), std::to_string(count_runs(store.database())))
        << "of the last run stored";
  }
  ::umount(mounted.c_str());
}

TEST(SqliteFailures, WhatIsDamagedIsToldAsSuch) {
  const TemporaryDirectory directory;
  const DatabasePlace place{Backend::sqlite, directory.file("h.sqlite")};
  SimulatedRuns runs(workers);
  {
    RunStore store(*Database::open(place, IfMissing::create));
    ASSERT_TRUE(store.store(runs.run(), inventory_name));
  }
  const auto size = std::filesystem::file_size(place.where);
  {
    std::fstream file(place.where, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4'096);
    file << std::string(size - 4'096, '\x7f');
  }
  auto opened = Database::open(place, IfMissing::create);
  TroubleKind kind = TroubleKind::failed;
  if (!opened) {
    kind = opened.error().kind;
  } else {
    RunStore store(std::move(*opened));
    const auto stored = store.store(runs.run(), inventory_name);
    ASSERT_FALSE(stored);
    kind = stored.error().kind;
    EXPECT_THAT(stored.error().message, HasSubstr(".recover"));
  }
  EXPECT_EQ(kind, TroubleKind::damaged);
  EXPECT_EQ(std::filesystem::file_size(place.where), size);
}

TEST(SqliteFailures, WhatIsNotOursToWriteIsToldAsSuch) {
  const TemporaryDirectory directory;
  const DatabasePlace place{Backend::sqlite, directory.file("h.sqlite")};
  static_cast<void>(Database::open(place, IfMissing::create));
  const auto try_as_another = [&] {
    constexpr int nobody = 65'534;
    if (::geteuid() == 0 && ::setuid(nobody) != 0) return 99;
    const auto opened = Database::open(place, IfMissing::create);
    return opened ? 0 : static_cast<int>(opened.error().kind);
  };
  std::filesystem::permissions(place.where, std::filesystem::perms::owner_read);
  std::filesystem::permissions(
      std::filesystem::path(place.where).parent_path(),
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec
  );
  EXPECT_EQ(WEXITSTATUS(status_of(try_as_another)), static_cast<int>(TroubleKind::not_writable));
  std::filesystem::permissions(
      std::filesystem::path(place.where).parent_path(), std::filesystem::perms::owner_all
  );
}

// The large one is benchmarks/history_simulation.cpp.
TEST(SqliteHistory, StaysSmallOverManyRuns) {
  const TemporaryDirectory directory;
  const DatabasePlace place{Backend::sqlite, directory.file("h.sqlite")};
  RunStore store(*Database::open(place, IfMissing::create));
  SimulatedRuns runs(45);  // 1,980 paths
  std::size_t changes = 0;
  for (std::size_t run = 1; run <= 200; ++run) {
    if (run % 20 == 0) {
      runs.plant(run % 45, (run + 7) % 45, run % 40 == 0 ? open_judgement : refused_judgement);
      runs.plant(run / 20, run / 20 + 20, dropped_judgement);
    }
    const auto stored = store.store(runs.run(), inventory_name);
    ASSERT_TRUE(stored) << stored.error().message;
    if (run > 1) changes += stored->changes;
  }
  Number ended = 0;
  ASSERT_TRUE(store.database().read([&](soci::session& session) {
    session << "select count(*) from past", soci::into(ended);
  }));
  EXPECT_EQ(ended, 10 + 5 + 1);  // ten are dropped, five refused, and one of these is open again
  EXPECT_LE(changes, 2U * 15U + 10U);
  EXPECT_LT(std::filesystem::file_size(place.where), 3'000'000U);
}

}  // namespace
}  // namespace oakprobe::history
