#pragma once

#include "base/utc_time.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/timeline/path_outcome.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace oakprobe::timeline {

struct RunHead {
  std::string id;  // of the run
  UtcSeconds started{};
  std::string deployment;  // the inventory's file; empty: none
};

// A path by name, and its state. The names are in the outline.
struct OutlinedPath {
  std::string_view flow;
  std::string_view source;
  std::string_view target;
  std::optional<PathOutcome> known;    // that was found last
  std::optional<PathOutcome> unknown;  // since then it is; both null: there is no such path
  std::optional<std::uint32_t> median_us;

  [[nodiscard]] bool exists() const { return known || unknown; }
};

[[nodiscard]] inline std::strong_ordering compare_names(
    const OutlinedPath& one, const OutlinedPath& other
) {
  return std::tie(one.flow, one.source, one.target) <=>
         std::tie(other.flow, other.source, other.target);
}

// A round trip between clusters, or of a path.
struct OutlinedTime {
  std::string_view flow;
  std::string_view from;  // clusters; empty: none
  std::string_view to;
  std::uint32_t median_us = 0;  // of all of its paths, on average
};

// What two runs are compared by. It may be of some paths only: of those that may differ.
class Outline {
 public:
  Outline() = default;
  Outline(Outline&&) = default;
  Outline& operator=(Outline&&) = default;

  RunHead head;
  std::vector<OutlinedPath> paths;      // ascending by names
  std::vector<OutlinedTime> times;      // ascending by names
  std::vector<std::string_view> nodes;  // ascending
  // What was found on machines had errors. Of a report, and of a run whose paths were all well;
  // else it is not asked for.
  bool found_errors = false;

  // The text as long as the outline, or what it is moved to, lives.
  [[nodiscard]] std::string_view keep(std::string_view name);
  // Brings all in order.
  void sort();

 private:
  std::set<std::string, std::less<>> names_;
};

// What a check found.
[[nodiscard]] Outline outline_of(const diagnosis::FinishedCheck& check);

}  // namespace oakprobe::timeline
