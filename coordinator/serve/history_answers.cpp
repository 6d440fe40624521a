#include "coordinator/serve/history_answers.hpp"

#include "coordinator/metrics/metrics.hpp"
#include "coordinator/report/json_report.hpp"
#include "coordinator/serve/answers.hpp"
#include "coordinator/serve/bounded_answer.hpp"
#include "coordinator/serve/refused.hpp"

#include <array>
#include <chrono>
#include <string_view>
#include <utility>

namespace oakprobe::serve {
namespace {

struct Route {
  std::string_view first;  // part of the path
  std::size_t parts = 0;
  Answer (*answer)(HistoryView&, const AskedQuestion&) = nullptr;
};

constexpr std::array routes{
    Route{"runs", 1, answer_runs},
    Route{"runs", 2, answer_run},
    Route{"diff", 1, answer_difference},
    Route{"path", 4, answer_path},
    Route{"node", 2, answer_node},
    Route{"matrix", 1, answer_matrix},
    Route{"causes", 1, answer_causes},
    Route{"times", 1, answer_times},
};

constexpr std::string_view all_routes =
    "there is runs, runs/ID, diff, path/FLOW/SOURCE/TARGET, node/NAME, matrix, causes and times";

}  // namespace

UtcSeconds present() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch(
  ));
}

HistoryAnswers::HistoryAnswers(
    history::Database database,
    std::optional<std::string> inventory,
    std::function<UtcSeconds()> now
)
    : history_(std::move(database), std::move(inventory)), now_(std::move(now)) {}

Answer HistoryAnswers::answer(const Question& question, std::size_t bytes_max) {
  try {
    for (const Route& route : routes) {
      if (question.path.size() != route.parts || question.path.front() != route.first) continue;
      return route.answer(history_, AskedQuestion(question, bytes_max, now_()));
    }
    refuse(404, not_found, all_routes);
  } catch (Refused& refused) {
    return std::move(refused.answer);
  }
}

Answer HistoryAnswers::metrics(std::size_t bytes_max) {
  try {
    const auto run = history_.latest(std::nullopt);
    if (!run) refuse(503, "no-run", "no run is stored yet");
    const auto check = history_.check_of(*run);
    if (!check) refuse(503, not_kept, "the report of the latest run, " + run->id + ", is not kept");
    return bounded_answer(
        [&](std::ostream& out) { metrics::write_metrics(*check, {}, out); },
        bytes_max,
        "the metrics of so many paths are too much for one answer"
    );
  } catch (Refused& refused) {
    return std::move(refused.answer);
  }
}

std::optional<std::string> HistoryAnswers::trouble() {
  const auto runs = history::list_runs(history_.database(), {{}, {}, {}, 1, {}});
  if (runs) return std::nullopt;
  return runs.error().message;
}

std::optional<std::string> HistoryAnswers::new_run() {
  try {
    const auto run = history_.latest(std::nullopt);
    if (!run || run->id == told_run_) return std::nullopt;
    told_run_ = run->id;
    return report::json_line(
        {{"run", run->id},
         {"at", utc_text(run->finished)},
         {"summary", report::summary_json(run->summary)}}
    );
  } catch (const Refused&) {
    return std::nullopt;
  }
}

void HistoryAnswers::note_run() {
  try {
    const auto run = history_.latest(std::nullopt);
    if (run) told_run_ = run->id;
  } catch (const Refused&) {
    // A run told twice is better than one not told.
  }
}

}  // namespace oakprobe::serve
