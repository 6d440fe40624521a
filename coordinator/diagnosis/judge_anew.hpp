#pragma once

#include "base/shared_value.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

namespace oakprobe::diagnosis {

using JudgementPool = SharePool<Judgement>;

// Judges a path of the check, which is taken out of it, by its evidence.
void judge_path(const FinishedCheck& check, JudgementPool& judgements, FinishedPath& path);

// Judges all of them, finds what is wrong on the nodes, and sums up: what a check came to, made
// again of what it saw. What it came to before is forgotten.
void judge_anew(FinishedCheck& check);

}  // namespace oakprobe::diagnosis
