#include "coordinator/cli/history_command.hpp"

#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/exit_code.hpp"
#include "coordinator/cli/write_text.hpp"
#include "coordinator/timeline/timeline_json.hpp"
#include "coordinator/timeline/timeline_text.hpp"

#include <iostream>

namespace oakprobe::cli {
namespace {

std::string json_of(const app::HistoryView& view, const app::HistoryRequest& wanted) {
  if (wanted.node) return timeline::node_lives_json(view.lives, *wanted.node);
  if (!wanted.path) return timeline::runs_json(view.runs);
  return timeline::path_lives_json(
      view.lives, wanted.path->first, wanted.path->second, view.from, view.to
  );
}

std::string text_of(const app::HistoryView& view, const app::HistoryRequest& wanted) {
  if (!wanted.node && !wanted.path) return timeline::runs_text(view.runs);
  return timeline::lives_text(view.lives, view.from, view.to);
}

}  // namespace

int run_history(const HistoryOptions& options) {
  const auto view = app::view_history(options.request);
  if (!view) return refuse(view.error());
  const auto& wanted = options.request;
  const std::string text = options.json ? json_of(*view, wanted) : text_of(*view, wanted);
  return write_text(std::cout, text) ? exit_fine : exit_oakprobe_failed;
}

int run_difference(const DifferenceOptions& options) {
  const auto difference = app::compare_runs(options.request);
  if (!difference) return refuse(difference.error());
  const std::string text = options.json ? timeline::difference_json(*difference)
                                        : timeline::difference_text(*difference);
  if (!write_text(std::cout, text)) return exit_oakprobe_failed;
  return difference->is_worse() ? exit_check_failed : exit_fine;
}

}  // namespace oakprobe::cli
