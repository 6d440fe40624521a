#pragma once

#include "coordinator/app/read_file.hpp"
#include "plans/rotation_state.hpp"

#include <optional>
#include <string>

namespace oakprobe::app {

// $XDG_STATE_HOME/oakprobe/rotation-….json, else under ~/.local/state; one for each inventory, by
// its full name, and choice of flows. nullopt: neither directory is told.
[[nodiscard]] std::optional<std::string> default_rotation_file(
    const std::string& inventory, const std::string& flows
);

struct FoundRotation {
  std::optional<plans::RotationState>
      state;             // nullopt: there is no such file yet, or it is damaged
  bool damaged = false;  // half of it is missing, or it was never written out
};

[[nodiscard]] boost::system::result<FoundRotation, ReadTrouble> read_rotation(
    const std::string& file
);

// As replace_file(): another run never reads half of it.
[[nodiscard]] std::optional<ReadTrouble> write_rotation(
    const std::string& file, const plans::RotationState& state
);

}  // namespace oakprobe::app
