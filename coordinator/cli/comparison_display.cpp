#include "coordinator/cli/comparison_display.hpp"

#include "coordinator/cli/ask_password.hpp"
#include "coordinator/cli/complain.hpp"
#include "coordinator/cli/push_text.hpp"

namespace oakprobe::cli {
namespace {

// So that the line fits a terminal.
constexpr std::size_t awaited_named_max = 3;

}  // namespace

app::ComparisonWatch ComparisonDisplay::watch() {
  return {
      [](const std::string& nodes) { return ask_password(nodes); },
      [](const app::PushAnnouncement& push) { complain(push_text(push)); },
      [this](check::ExposureRun& run, const boost::asio::any_io_executor& executor) {
        begin(run, executor);
      },
      [this](const check::Progress& now) { progress_->show(now); },
      [this] { end(); },
  };
}

void ComparisonDisplay::begin(
    check::ExposureRun& run, const boost::asio::any_io_executor& executor
) {
  progress_.emplace(executor, false, [&run] { return run.waited_for(awaited_named_max); });
  interruption_.emplace(executor, [this, &run] {
    progress_->erase();
    complain("interrupted; ending the agents (once more: end at once)");
    run.interrupt();
  });
}

void ComparisonDisplay::end() {
  interruption_->stop();
  progress_->erase();
}

}  // namespace oakprobe::cli
