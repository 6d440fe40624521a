#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

namespace oakprobe::diagnosis {

// Notes the rule of each common cause where that of all its paths is the same, as far as it is
// known. Causes that end at the same rule of one host become one, and one whose paths end at
// several is split by them, if it is known where each of its paths ends. A rule that was not looked
// up for a path is taken for that of the others to the same port through the same filter: that says
// which paths are told together, and of no path what it ends at. No cause says anything of further
// paths, so none that works can contradict it.
void regroup_by_rule(FinishedCheck& check);

}  // namespace oakprobe::diagnosis
