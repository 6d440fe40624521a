#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <memory>

namespace oakprobe::diagnosis {

// Rounds of the probing: what is planned, then whoever waited for what others heard of a running
// service (check/question_turns.hpp), then what a drill-down adds.
inline constexpr unsigned later_questions_round = 1;

// Of no more members than these, each target is asked beforehand for its way back to all of them
// (wire::Arm::peers): what a drill-down brings is not known then.
inline constexpr std::size_t further_sources_max = 512;

// nullptr: nobody looked. `ports` in order of port, as an Arm order has them.
[[nodiscard]] const evidence::ArmedPort* find_port(
    const std::vector<evidence::ArmedPort>& ports, ListenPort port
);

// All that a check knows of one of its paths: what it is judged by, and what the judgement's words
// are made from. Check and path must outlive it.
class KnownPath {
 public:
  KnownPath(const FinishedCheck& check, const FinishedPath& path);

  [[nodiscard]] const PathEvidence& evidence() const { return evidence_; }

 private:
  std::unique_ptr<NodeObservation> behind_;  // a target whose evidence is of an earlier round
  PathEvidence evidence_;
};

}  // namespace oakprobe::diagnosis
