#pragma once

#include "coordinator/diagnosis/judgement.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"

namespace oakprobe::diagnosis {

// Evidence to judgement, by the rules of docs/verdicts.md. Pure. Silence, a lost agent and a port
// that could not be watched are `unknown`; `open` and `blocked` need evidence; where more than one
// segment is still possible, all of them are named.
[[nodiscard]] Judgement judge(const PathEvidence& evidence);

}  // namespace oakprobe::diagnosis
