#pragma once

#include "coordinator/check/check_run.hpp"
#include "tests/coordinator/check/small_deployment.hpp"
#include "tests/support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

namespace oakprobe::check {

inline constexpr std::uint32_t w2 = 3;
inline constexpr std::uint32_t internet = 5;

class CheckRunTest : public ::testing::Test {
 protected:
  // A check of the small deployment; all its agents are fakes, and w2's behaves as told.
  diagnosis::FinishedCheck check(const std::string& behaviour) {
    std::string extra;
    if (!behaviour.empty())
      extra = ", agent: {command: [" OAKPROBE_FAKE_AGENT ", " + behaviour + "]}";
    run.emplace(
        io.get_executor(),
        small_deployment(extra, "[" OAKPROBE_FAKE_AGENT "]"),
        selection,
        plans::PathPlan(),
        settings,
        fleet.emplace(io.get_executor(), nullptr, settings.limits),
        [this](const Progress& now) { on_progress(now); }
    );
    return testing::run_coroutine(io, run->run());
  }
  virtual void on_progress(const Progress& now) { progress.push_back(now); }

  asio::io_context io{1};
  inventory::PathSelection selection;
  CheckSettings settings;
  std::optional<fleet::Fleet> fleet;
  std::optional<CheckRun> run;
  std::vector<Progress> progress;
};

}  // namespace oakprobe::check
