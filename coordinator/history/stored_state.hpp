#pragma once

#include "coordinator/history/database.hpp"

#include <optional>
#include <string>

// Small things that outlive a run, each by its name: where a rotation stands, which run a baseline
// is.
namespace oakprobe::history {

// nullopt: there is none of this name.
[[nodiscard]] OrTrouble<std::optional<std::string>> load_state(
    Database& database, const std::string& name
);

[[nodiscard]] OrTrouble<void> save_state(
    Database& database, const std::string& name, const std::string& value
);

}  // namespace oakprobe::history
