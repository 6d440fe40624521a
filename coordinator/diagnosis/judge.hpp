#pragma once

#include "coordinator/diagnosis/path_evidence.hpp"
#include "coordinator/diagnosis/verdict.hpp"

namespace oakprobe::diagnosis {

// Evidence to verdict, by the rules of docs/verdicts.md. Pure. Silence, a lost agent and a port
// that could not be watched are `unknown`; `open` and `blocked` need evidence; where more than one
// segment is still possible, all of them are named.
[[nodiscard]] Verdict judge(const PathEvidence& evidence);

// The verdict's sentence, also where the verdict leaves it out (Verdict::message).
[[nodiscard]] std::string message_of(const PathEvidence& evidence, const Verdict& verdict);

}  // namespace oakprobe::diagnosis
