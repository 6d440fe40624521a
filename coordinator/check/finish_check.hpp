#pragma once

#include "coordinator/check/plan.hpp"
#include "coordinator/diagnosis/known_path.hpp"

#include <cstdint>
#include <vector>

namespace oakprobe::check {

// An unfinished check: its paths without evidence, its nodes without an agent.
[[nodiscard]] diagnosis::FinishedCheck begin_check(inventory::Inventory inventory);

// Adds a path behind all others, before evidence comes in: in order of flow, source, target.
void add_path(diagnosis::FinishedCheck& check, const DialledPath& dialled, unsigned round = 0);

// Rounds of the probing, beside diagnosis::later_questions_round.
inline constexpr unsigned planned_round = 0;
using diagnosis::later_questions_round;
inline constexpr unsigned drilled_rounds_max = 3;

// By NodeId, a bit for each round of the probing: its agent dialled what the round gave it, and
// waited to the end.
using ProbedRounds = std::vector<std::uint8_t>;

// Judges every path by the evidence that came in, and sums up; again, when more has come in. Where
// an interruption cut the probing of a path short, an attempt without an answer tells nothing.
void judge_paths(diagnosis::FinishedCheck& check, const ProbedRounds& probed);

}  // namespace oakprobe::check
