#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/telling/nouns.hpp"
#include "coordinator/telling/told.hpp"

namespace oakprobe::telling {

// A judgement in words: what the path's evidence showed, and what to change. The evidence is that
// of which the judgement was made. Not of Rule::found_on_node, which a check knows more of.
[[nodiscard]] Told tell(const PathEvidence& evidence, const Judgement& judgement);

// The same, of a path of the check.
[[nodiscard]] Told tell(const FinishedCheck& check, const FinishedPath& path);

}  // namespace oakprobe::telling
