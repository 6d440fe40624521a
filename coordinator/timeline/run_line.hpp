#pragma once

#include "base/utc_time.hpp"
#include "coordinator/diagnosis/run_outcome.hpp"
#include "coordinator/timeline/track.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace oakprobe::timeline {

using diagnosis::RunOutcome;

// What is kept of every run.
struct RunLine {
  RunNumber number = 0;
  std::string id;
  std::string deployment;  // the inventory's full name
  UtcSeconds started{};
  UtcSeconds finished{};
  std::chrono::milliseconds took{};
  std::string oakprobe;  // releases
  std::string oakestra;
  RunOutcome outcome{};
  diagnosis::Summary summary;
  std::uint64_t failed = 0;  // paths that --fail-on lists
  std::string plan;
  std::uint64_t possible = 0;  // paths of meshes, and those that the plan tried
  std::uint64_t tried = 0;
};

}  // namespace oakprobe::timeline
