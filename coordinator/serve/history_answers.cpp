#include "coordinator/serve/history_answers.hpp"

#include "coordinator/metrics/metrics.hpp"
#include "coordinator/report/json_report.hpp"
#include "coordinator/serve/answers.hpp"
#include "coordinator/serve/bounded_text.hpp"
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

Answer HistoryAnswers::answer(const Question& question) {
  try {
    for (const Route& route : routes) {
      if (question.path.size() != route.parts || question.path.front() != route.first) continue;
      return route.answer(history_, AskedQuestion(question, now_()));
    }
    refuse(404, not_found, all_routes);
  } catch (Refused& refused) {
    return std::move(refused.answer);
  }
}

std::optional<std::string> HistoryAnswers::metrics() {
  try {
    const auto run = history_.latest(std::nullopt);
    const auto check = run ? history_.check_of(*run) : nullptr;
    if (!check) return std::nullopt;
    return bounded_text(
        [&](std::ostream& out) { metrics::write_metrics(*check, {}, out); }, answer_bytes_max
    );
  } catch (const Refused&) {
    return std::nullopt;
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

}  // namespace oakprobe::serve
