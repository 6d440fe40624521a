#include "coordinator/app/compare_runs.hpp"

#include "base/moment.hpp"
#include "coordinator/app/open_history.hpp"
#include "coordinator/app/outlined_report.hpp"
#include "coordinator/history/outlines.hpp"
#include "coordinator/history/runs.hpp"
#include "coordinator/history/stored_state.hpp"

#include <filesystem>
#include <utility>
#include <variant>

namespace oakprobe::app {
namespace {

using timeline::Outline;
using timeline::RunLine;

// A run of the history, or what a report says of one.
using Side = std::variant<RunLine, Outline>;

bool is_file(const std::string& name) {
  std::error_code unknown;
  return std::filesystem::exists(name, unknown) && !std::filesystem::is_directory(name, unknown);
}

class Comparison {
 public:
  explicit Comparison(const DifferenceRequest& request) : request_(request) {
    if (request.inventory) deployment_ = deployment_of(*request.inventory);
  }

  OrFailure<timeline::Difference> make() {
    auto before = first_side();
    if (!before) return before.error();
    auto after = request_.after ? side_named(*request_.after) : latest(0);
    if (!after) return after.error();
    auto* const one = std::get_if<RunLine>(&*before);
    auto* const other = std::get_if<RunLine>(&*after);
    if (one != nullptr && other != nullptr && one->deployment == other->deployment) {
      auto both = history::outlines_between(*database_, *one, *other);
      if (!both) return failure_of(both.error());
      return timeline::difference(both->first, both->second);
    }
    const auto left = outline_of(*before);
    if (!left) return left.error();
    const auto right = outline_of(*after);
    if (!right) return right.error();
    return timeline::difference(*left, *right);
  }

 private:
  OrFailure<void> need_database() {
    if (database_) return {};
    auto opened = open_history(request_.place, history::IfMissing::refuse);
    if (!opened) return opened.error();
    database_.emplace(std::move(*opened));
    return {};
  }

  OrFailure<Side> first_side() {
    if (!request_.before) return request_.baseline ? pinned() : latest(1);
    auto side = side_named(*request_.before);
    if (!side || !request_.baseline) return side;
    const auto* run = std::get_if<RunLine>(&*side);
    if (run == nullptr) return wrong_input("a baseline is a run of the history, not a report file");
    const auto saved = history::save_state(*database_, state_of_baseline(), run->id);
    if (!saved) return failure_of(saved.error());
    return side;
  }

  OrFailure<Side> side_named(const std::string& name) {
    if (is_file(name)) {
      auto report = outlined_report(name);
      if (!report) return report.error();
      return Side(std::move(*report));
    }
    const auto ready = need_database();
    if (!ready) return ready.error();
    const auto run = history::find_run(*database_, name);
    if (!run) return failure_of(run.error());
    if (*run) return chosen(**run);
    const auto moment = parse_moment(name, now());
    if (!moment)
      return wrong_input(
          "'" + name + "' is no run of the history " + database_->place().name() +
          ", no report file, and no time (2026-11-30T07:51:40Z, or 2h, 3d for so long ago)"
      );
    history::RunFilter filter;
    filter.until = *moment + UtcSeconds(1);
    return listed(filter, 0, "no run at or before " + name);
  }

  // The latest run, or one before it.
  OrFailure<Side> latest(std::size_t before) {
    const auto ready = need_database();
    if (!ready) return ready.error();
    return listed({}, before, before == 0 ? "no run yet" : "one run only: nothing to compare with");
  }

  OrFailure<Side> listed(history::RunFilter filter, std::size_t position, const std::string& none) {
    filter.deployment = deployment_;
    filter.limit = 1;
    auto runs = history::list_runs(*database_, filter);
    if (runs && position > 0 && !runs->empty()) {
      filter.deployment = runs->front().deployment;  // the others of the same inventory
      filter.limit = position + 1;
      runs = history::list_runs(*database_, filter);
    }
    if (!runs) return failure_of(runs.error());
    if (runs->size() > position) return chosen((*runs)[position]);
    return wrong_input(
        "the history " + database_->place().name() + " has " + none +
        (deployment_ ? " (" + *deployment_ + ")" : std::string())
    );
  }

  // The other run is of the same inventory, where nothing else is said.
  Side chosen(const RunLine& run) {
    if (!deployment_) deployment_ = run.deployment;
    return run;
  }

  OrFailure<Side> pinned() {
    const auto ready = need_database();
    if (!ready) return ready.error();
    const auto id = history::load_state(*database_, state_of_baseline());
    if (!id) return failure_of(id.error());
    if (!*id)
      return wrong_input(
          "there is no baseline '" + *request_.baseline + "' yet: oakprobe diff RUN --baseline " +
          *request_.baseline + " makes one of a run"
      );
    const auto run = history::find_run(*database_, **id);
    if (!run) return failure_of(run.error());
    if (*run) return chosen(**run);
    return wrong_input(
        "the baseline '" + *request_.baseline + "' was run " + **id + ", which is kept no longer"
    );
  }

  OrFailure<Outline> outline_of(Side& side) {
    if (auto* const report = std::get_if<Outline>(&side)) return std::move(*report);
    auto outline = history::outline_at(*database_, std::get<RunLine>(side));
    if (!outline) return failure_of(outline.error());
    return std::move(*outline);
  }

  std::string state_of_baseline() const { return "baseline/" + *request_.baseline; }

  const DifferenceRequest& request_;
  std::optional<std::string> deployment_;
  std::optional<history::Database> database_;
};

}  // namespace

OrFailure<timeline::Difference> compare_runs(const DifferenceRequest& request) {
  return Comparison(request).make();
}

}  // namespace oakprobe::app
