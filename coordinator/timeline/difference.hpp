#pragma once

#include "coordinator/timeline/outline.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace oakprobe::timeline {

// A path of both outlines, or of one.
struct ChangedPath {
  std::string flow;
  std::string source;
  std::string target;
  std::optional<PathOutcome> before;  // as the first one has it; null: it had no such path
  std::optional<PathOutcome> after;
  bool worse = false;
};

// A median round trip that grew by more than half, and by slower_us_min at least: of a path, or of
// those of a flow between two clusters.
struct Slower {
  std::string flow;
  std::string from;
  std::string to;
  bool clusters = false;
  std::uint32_t before_us = 0;
  std::uint32_t after_us = 0;
};

// Less is the same: of what takes microseconds everything varies by half.
inline constexpr std::uint32_t slower_us_min = 1'000;

// What changed from one run to another. Lists are in order of names.
struct Difference {
  RunHead before;
  RunHead after;
  std::vector<ChangedPath> broken;  // newly: blocked, exposed or degraded
  std::vector<ChangedPath> mended;
  std::vector<ChangedPath> changed;  // another cause or segment, or a remark that comes or goes
  std::vector<ChangedPath> unknown;  // now
  std::vector<ChangedPath> known;    // again, or for the first time, and fine
  std::vector<ChangedPath> appeared;
  std::vector<ChangedPath> vanished;
  std::vector<std::string> appeared_nodes;
  std::vector<std::string> vanished_nodes;
  std::vector<Slower> slower;

  // Something is: broken now, worse, unknown now and not accepted, or slower.
  [[nodiscard]] bool is_worse() const;
  [[nodiscard]] bool empty() const;
};

[[nodiscard]] Difference difference(const Outline& before, const Outline& after);

}  // namespace oakprobe::timeline
