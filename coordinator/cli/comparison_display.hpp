#pragma once

#include "coordinator/app/compare_firewalls.hpp"
#include "coordinator/cli/interruption.hpp"
#include "coordinator/cli/progress_display.hpp"

#include <optional>

namespace oakprobe::cli {

// What a comparison of firewalls shows on standard error and the terminal, and how it is
// interrupted there. Outlives the comparison; destroyed before the engine.
class ComparisonDisplay {
 public:
  ComparisonDisplay() = default;
  ComparisonDisplay(const ComparisonDisplay&) = delete;
  ComparisonDisplay& operator=(const ComparisonDisplay&) = delete;

  [[nodiscard]] app::ComparisonWatch watch();

 private:
  void begin(check::ExposureRun& run, const boost::asio::any_io_executor& executor);
  void end();

  std::optional<ProgressDisplay> progress_;
  std::optional<Interruption> interruption_;
};

}  // namespace oakprobe::cli
