// What a history of many runs takes, and whether every interval in it is right.
//   history-simulation URL|FILE [WORKERS [RUNS]]        (200 workers: 39,800 tunnels; 2,000 runs)
// With its report, as an audit stores it.
// In one run of a hundred 40 paths change. Times are in milliseconds.
#include "base/parse_number.hpp"
#include "coordinator/history/kept_reports.hpp"
#include "coordinator/history/lives.hpp"
#include "coordinator/history/outlines.hpp"
#include "coordinator/history/run_store.hpp"
#include "coordinator/history/runs.hpp"
#include "coordinator/record/read_report.hpp"
#include "coordinator/report/json_report.hpp"
#include "coordinator/timeline/difference.hpp"
#include "tests/coordinator/history/simulated_runs.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace oakprobe;
using namespace oakprobe::history;

constexpr const char* inventory_name = "/simulated.yaml";
constexpr std::size_t run_of_changes = 100;
constexpr std::size_t changes_a_run = 40;

template <class T>
T checked(OrTrouble<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}

double milliseconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

template <class Work>
double time_of(const char* what, const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  const double took = milliseconds_since(begin);
  std::printf("%-34s %10.2f\n", what, took);
  return took;
}

// As app/report_to_keep.cpp has it.
std::optional<PackedReport> packed(const diagnosis::FinishedCheck& check) {
  return pack_report([&check](std::ostream& out) {
    report::write_json_parts(check, {report::ListedPaths::none, true, false}, out);
  });
}

using Ends = std::pair<std::size_t, std::size_t>;

// What was planted: from which run on a path is how.
using Planted = std::map<Ends, std::vector<std::pair<std::size_t, std::string>>>;

std::size_t count_wrong(Database& database, const Planted& planted) {
  std::size_t wrong = 0;
  for (const auto& [ends, changes] : planted) {
    const auto lives = checked(path_lives(
        database,
        inventory_name,
        SimulatedRuns::worker(ends.first),
        SimulatedRuns::worker(ends.second),
        std::nullopt
    ));
    std::vector<std::string> told;
    for (const auto& span : lives.at(0).spans) told.push_back(utc_text(span.since) + span.words);
    std::vector<std::string> right;
    for (const auto& [run, words] : changes) {
      const UtcSeconds since(1'790'000'000 + static_cast<std::int64_t>(run) * 300);
      right.push_back(utc_text(since) + words);
    }
    if (told != right) ++wrong;
  }
  return wrong;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto number = [&](std::size_t at, std::size_t otherwise) {
    return arguments.size() > at ? parse_number<std::size_t>(arguments[at]).value_or(0) : otherwise;
  };
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::size_t workers = number(1, 200);
  const std::size_t count = number(2, 2'000);
  if (arguments.empty() || workers < 2 || count < 2) return 2;
  const DatabasePlace place = checked(find_place(arguments[0]));
  RunStore store(checked(Database::open(place, IfMissing::create)));
  SimulatedRuns runs(workers);
  std::printf("%zu runs of %zu paths\n", count, runs.paths());

  std::mt19937 random(1);
  const std::vector<const diagnosis::Judgement*> judgements{
      &open_judgement, &dropped_judgement, &refused_judgement};
  Planted planted;
  std::map<Ends, const diagnosis::Judgement*> now;
  std::vector<double> took;
  std::vector<double> packing;
  for (std::size_t run = 0; run < count; ++run) {
    for (std::size_t change = 0; run % run_of_changes == 50 && change < changes_a_run; ++change) {
      const std::size_t source = random() % workers;
      const Ends ends{source, (source + 1 + random() % (workers - 1)) % workers};
      const auto* judgement = judgements[random() % judgements.size()];
      const auto*& before = now.try_emplace(ends, &open_judgement).first->second;
      auto& changes = planted[ends];
      if (changes.empty()) changes.emplace_back(0, "open");
      if (judgement == before || changes.back().first == run) continue;
      before = judgement;
      changes.emplace_back(run, timeline::outcome_text(timeline::outcome_of(*judgement, false)));
      runs.plant(ends.first, ends.second, *judgement);
    }
    const auto& check = runs.run();
    const auto begin = std::chrono::steady_clock::now();
    const auto report = packed(check);
    packing.push_back(milliseconds_since(begin));
    static_cast<void>(checked(store.store(check, inventory_name, std::nullopt, report)));
    took.push_back(milliseconds_since(begin));
  }
  std::printf("%-34s %10.2f\n", "the first run", took.front());
  std::sort(took.begin() + 1, took.end());
  std::printf("%-34s %10.2f\n", "another run, median", took[took.size() / 2]);
  std::printf("%-34s %10.2f\n", "another run, the slowest", took.back());

  std::ranges::sort(packing);
  std::printf("%-34s %10.2f\n", "of which to make its report, median", packing[packing.size() / 2]);

  Database& database = store.database();
  const auto first = *checked(find_run(database, SimulatedRuns::run_id(1)));
  const auto last =
      *checked(find_run(database, SimulatedRuns::run_id(static_cast<std::int64_t>(count))));
  time_of("difference of first and last", [&] {
    const auto both = checked(outlines_between(database, first, last));
    const auto made = timeline::difference(both.first, both.second);
    std::printf("  %zu paths newly broken\n", made.broken.size());
  });
  time_of("all paths at a run", [&] { checked(outline_at(database, last)); });
  time_of("the life of a path", [&] {
    checked(path_lives(database, inventory_name, "w000", "w001", std::nullopt));
  });
  time_of("to read the report of the last run", [&] {
    auto report = checked(load_report(database, last.number)).value();
    std::printf("  %zu bytes\n", report.bytes());
    ReportStream stream(std::move(report));
    if (!record::read_report(stream)) std::printf("  it can't be read\n");
  });
  time_of("the last 20 runs", [&] { checked(list_runs(database, {})); });
  std::printf(
      "changed paths whose life is wrong  %zu of %zu\n",
      count_wrong(database, planted),
      planted.size()
  );
  if (place.backend == Backend::sqlite) {
    double bytes = 0;
    for (const char* const part : {"", "-wal"})
      if (std::filesystem::exists(place.where + part))
        bytes += static_cast<double>(std::filesystem::file_size(place.where + part));
    std::printf("%-34s %10.2f\n", "megabytes", bytes / 1e6);
  }
}
