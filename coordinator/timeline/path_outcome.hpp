#pragma once

#include "coordinator/diagnosis/judgement.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::timeline {

// What a path's state is told apart by from run to run. What else a judgement says may differ each
// time, such as how many probes were lost.
struct PathOutcome {
  diagnosis::Status status = diagnosis::Status::unknown;
  std::optional<diagnosis::Cause> cause;
  diagnosis::SegmentSet where;
  bool accepted = false;  // an unknown that the inventory accepts

  friend bool operator==(const PathOutcome&, const PathOutcome&) = default;
};

[[nodiscard]] PathOutcome outcome_of(const diagnosis::Judgement& judgement, bool accepted);

// How bad it is: works, works with something to be told, works not as it should, does not.
enum class Trouble : std::uint8_t { none, remark, degraded, broken };

// Of a known outcome.
[[nodiscard]] Trouble trouble_of(const PathOutcome& outcome);

// "network, target-firewall" in order of the journey, as a sentence has it, and "" where there is
// none.
[[nodiscard]] std::string places_text(diagnosis::SegmentSet where);
// Back; unknown names are passed over.
[[nodiscard]] diagnosis::SegmentSet parse_places(std::string_view text);

// "blocked: dropped (target-firewall)".
[[nodiscard]] std::string outcome_text(const PathOutcome& outcome);

}  // namespace oakprobe::timeline
