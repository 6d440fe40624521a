#include "coordinator/diagnosis/run_outcome.hpp"

namespace oakprobe::diagnosis {

RunOutcome run_outcome_of(const FinishedCheck& check) {
  if (check.interrupted) return RunOutcome::interrupted;
  if (failures_of(check).any()) return RunOutcome::failed;
  if (check.summary.unknown > check.summary.accepted) return RunOutcome::unknown;
  return RunOutcome::passed;
}

}  // namespace oakprobe::diagnosis
