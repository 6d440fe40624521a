#pragma once

#include "coordinator/cli/command_line.hpp"
#include "coordinator/cli/state_file.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"
#include "plans/path_plan.hpp"
#include "plans/rotation_state.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace oakprobe::cli {

// Which paths to try, and with `--plan rotate` where the rotation stands.
struct ChosenPlan {
  plans::PathPlan plan;
  plans::Slots slots;
  std::optional<plans::RotationState> rotation;
  std::string state_file;        // of the rotation
  std::optional<FileLock> lock;  // so that two runs don't try the same, each unknown to the other
  bool begun_anew =
      false;  // the nodes or flows are others than the state file's, or it was damaged
};

enum class PlanUse : std::uint8_t {
  show,  // nothing is changed
  run,   // the rotation's state is locked, and a damaged one put aside
};

// Reads the rotation's state where there is one. nullopt, after a line on standard error: it is
// not one, or cannot be read (exit code 2).
[[nodiscard]] std::optional<ChosenPlan> choose_plan(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const PlanChoice& choice,
    PlanUse use
);

// Before anything is sent: whether the rotation's state can be kept afterwards. False, after a line
// on standard error: it can't, or another run goes on with it (exit code 4).
[[nodiscard]] bool can_keep_rotation(const ChosenPlan& chosen);

// Writes down what the run of a rotation came to, and tells the check. What an interrupted check,
// or one that could dial nothing, left out is tried again by the next one. A file that can't be
// written is a warning on standard error.
void keep_rotation(ChosenPlan& chosen, diagnosis::FinishedCheck& check);

}  // namespace oakprobe::cli
