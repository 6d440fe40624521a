#pragma once

#include "coordinator/check/plan.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <span>
#include <vector>

namespace oakprobe::check {

// An unfinished check: its paths without evidence, its nodes without an agent.
[[nodiscard]] diagnosis::FinishedCheck begin_check(inventory::Inventory inventory);

// The check's paths, in the order of `dialled`, before evidence comes in.
void add_paths(diagnosis::FinishedCheck& check, std::span<const DialledPath> dialled);

// Judges every path by the evidence that came in, and sums up. `dialled` is in the order of the
// check's paths; again, when more has come in. Where an interruption cut the probing of a path
// short, an attempt without an answer tells nothing.
void judge_paths(diagnosis::FinishedCheck& check, std::span<const DialledPath> dialled);

}  // namespace oakprobe::check
