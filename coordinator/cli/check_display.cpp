#include "coordinator/cli/check_display.hpp"

#include "coordinator/app/running_check.hpp"
#include "coordinator/cli/ask_password.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/push_text.hpp"
#include "coordinator/cli/terminal.hpp"
#include "coordinator/report/early_results.hpp"

#include <unistd.h>

namespace oakprobe::cli {
namespace {

// So that the line fits a terminal.
constexpr std::size_t waiting_named_max = 3;

}  // namespace

CheckDisplay::CheckDisplay(const CheckOptions& options, app::ReportFiles& reports)
    : options_(options), reports_(reports) {}

void CheckDisplay::warn(const std::string& what) { complain(what); }

app::OrFailure<std::string> CheckDisplay::sudo_password(const std::string& nodes) {
  return ask_password(nodes);
}

void CheckDisplay::push_announced(const app::PushAnnouncement& push) {
  if (!options_.quiet) complain(push_text(push));
}

void CheckDisplay::began(app::RunningCheck& running) {
  agents_.emplace();
  early_.emplace(running.executor(), [this](const std::string& text) { progress_->print(text); });
  progress_.emplace(running.executor(), options_.verbose, [&running] {
    return running.waited_for(waiting_named_max);
  });
  interruption_.emplace(running.executor(), [this, &running] {
    progress_->erase();
    complain("interrupted; freeing every port (once more: end at once)");
    running.interrupt();
  });
}

void CheckDisplay::known_early(const diagnosis::FinishedCheck& check) {
  const bool wanted = !options_.quiet && (options_.verbose || is_terminal(STDERR_FILENO));
  // To be told twice costs too much.
  if (!wanted || check.paths.size() > app::paths_listed_max) return;
  const auto style = terminal_style(STDERR_FILENO, options_.no_color);
  early_->know(report::render_early_results(check, style));
}

void CheckDisplay::ended() {
  interruption_->stop();
  early_->stop();
  progress_->erase();
}

}  // namespace oakprobe::cli
