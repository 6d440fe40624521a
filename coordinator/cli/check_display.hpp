#pragma once

#include "coordinator/app/check_observer.hpp"
#include "coordinator/app/report_files.hpp"
#include "coordinator/cli/agent_log.hpp"
#include "coordinator/cli/command_line.hpp"
#include "coordinator/cli/early_results.hpp"
#include "coordinator/cli/interruption.hpp"
#include "coordinator/cli/progress_display.hpp"

#include <optional>
#include <string>

namespace oakprobe::cli {

// What a check shows while it goes on, on standard error and the terminal, and how it is
// interrupted there. Destroyed before the io_context that the check ran on.
class CheckDisplay : public app::CheckObserver {
 public:
  // Both outlive it. The reports are opened before anything is sent.
  CheckDisplay(const CheckOptions& options, app::ReportFiles& reports);

  void warn(const std::string& what) override;
  [[nodiscard]] app::OrFailure<std::string> sudo_password(const std::string& nodes) override;
  [[nodiscard]] app::OrFailure<void> before_sending() override { return reports_.open(); }
  void push_announced(const app::PushAnnouncement& push) override;
  void began(app::RunningCheck& running) override;
  void progressed(const check::Progress& now) override { progress_->show(now); }
  [[nodiscard]] bool wants_agent_events() const override { return options_.verbose; }
  void agent_changed(const app::AgentEvent& event) override { agents_->note(event); }
  void known_early(const diagnosis::FinishedCheck& check) override;
  void ended() override;

 private:
  const CheckOptions& options_;
  app::ReportFiles& reports_;
  // While it goes on.
  std::optional<ProgressDisplay> progress_;
  std::optional<AgentLog> agents_;
  std::optional<EarlyResults> early_;
  std::optional<Interruption> interruption_;
};

}  // namespace oakprobe::cli
