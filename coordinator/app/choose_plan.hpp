#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/app/state_file.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "inventory/expected_path.hpp"
#include "inventory/inventory.hpp"
#include "plans/path_plan.hpp"
#include "plans/rotation_state.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace oakprobe::app {

// --plan and --state.
struct PlanChoice {
  std::optional<plans::PlanKind> kind;  // nullopt: by how many workers there are
  std::uint32_t slots = 0;              // of the rotation, with rotate
  std::optional<std::string> state;     // the file that a rotation keeps
  // In place of a file: where the rotation stands ("": nowhere yet), and after the run where it
  // stands then. It outlives the check.
  std::string* kept = nullptr;
  std::string inventory;  // the file that it belongs to
};

// Which paths to try, and with `--plan rotate` where the rotation stands.
struct ChosenPlan {
  plans::PathPlan plan;
  plans::Slots slots;
  std::optional<plans::RotationState> rotation;
  std::string state_file;        // of the rotation
  std::string* kept = nullptr;   // in its place
  std::optional<FileLock> lock;  // so that two runs don't try the same, each unknown to the other
  bool begun_anew =
      false;            // the nodes or flows are others than the state file's, or it was damaged
  std::string warning;  // for a person, a line: it was damaged; empty: it was not
};

enum class PlanUse : std::uint8_t {
  show,  // nothing is changed
  run,   // the rotation's state is locked, and a damaged one put aside
};

// Which of an inventory's rotations it is: there is one for each choice of flows.
[[nodiscard]] std::string rotation_name(
    const inventory::Inventory& inventory, const inventory::PathSelection& selection
);

// Reads the rotation's state where there is one. One that is not one, or cannot be read, is a wrong
// input.
[[nodiscard]] OrFailure<ChosenPlan> choose_plan(
    const inventory::Inventory& inventory,
    const inventory::PathSelection& selection,
    const PlanChoice& choice,
    PlanUse use
);

// Before anything is sent: whether the rotation's state can be kept afterwards. It can't where
// nothing can be written, or where another run goes on with it.
[[nodiscard]] OrFailure<void> can_keep_rotation(const ChosenPlan& chosen);

// Writes down what the run of a rotation came to, and tells the check. What an interrupted check,
// or one that could dial nothing, left out is tried again by the next one. A file that can't be
// written is a warning, a line for a person; else empty.
[[nodiscard]] std::string keep_rotation(ChosenPlan& chosen, diagnosis::FinishedCheck& check);

}  // namespace oakprobe::app
