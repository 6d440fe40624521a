#pragma once

#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/verdict.hpp"
#include "coordinator/report/json_text.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace oakprobe::page {

// What a matrix tells of a path beside its names: most of a mesh are told the same.
struct ToldOutcome {
  diagnosis::Status status{};
  std::optional<diagnosis::Cause> cause;
  std::uint8_t where = 0;  // bits of a SegmentSet
  bool accepted = false;
  bool silenced = false;
  std::uint32_t cause_id = 0;           // of the report; 0: none
  diagnosis::WaypointCounts waypoints;  // all unknown: nobody told of any

  friend auto operator<=>(const ToldOutcome&, const ToldOutcome&) = default;
};

// So many are told apart by their waypoints; those that come later are told without. A million
// paths, each of which lost other probes, would else be a million outcomes.
inline constexpr std::size_t outcomes_with_waypoints_max = 20'000;

// `outcomes` of oakprobe.matrix/1, numbered as they come.
class OutcomeTable {
 public:
  [[nodiscard]] std::uint32_t number(ToldOutcome outcome);
  // One path more is in it.
  void count(std::uint32_t number) { ++entries_[number].paths; }
  [[nodiscard]] report::Json json() const;

 private:
  struct Entry {
    const ToldOutcome* outcome = nullptr;
    std::size_t paths = 0;
  };

  std::map<ToldOutcome, std::uint32_t> numbers_;
  std::vector<Entry> entries_;  // by number
};

}  // namespace oakprobe::page
