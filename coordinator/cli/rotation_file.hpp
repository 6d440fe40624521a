#pragma once

#include "coordinator/cli/read_file.hpp"
#include "plans/rotation_state.hpp"

#include <optional>
#include <string>

namespace oakprobe::cli {

// $XDG_STATE_HOME/oakprobe/rotation-….json, else under ~/.local/state; one for each inventory, by
// its full name, and choice of flows. nullopt: neither directory is told.
[[nodiscard]] std::optional<std::string> default_rotation_file(
    const std::string& inventory, const std::string& flows
);

// nullopt inside: there is no such file yet.
[[nodiscard]] boost::system::result<std::optional<plans::RotationState>, ReadTrouble> read_rotation(
    const std::string& file
);

// Makes the directory if it is missing. Whole or not at all: another run never reads half of it.
[[nodiscard]] std::optional<ReadTrouble> write_rotation(
    const std::string& file, const plans::RotationState& state
);

}  // namespace oakprobe::cli
