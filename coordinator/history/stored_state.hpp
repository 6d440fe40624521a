#pragma once

#include "coordinator/history/database.hpp"

#include <optional>
#include <string>

// Small things that outlive a run, each by its name: where a rotation stands, which run a baseline
// is.
namespace oakprobe::history {

struct State {
  std::string name;
  std::string value;
};

// nullopt: there is none of this name.
[[nodiscard]] OrTrouble<std::optional<std::string>> load_state(
    Database& database, const std::string& name
);

[[nodiscard]] OrTrouble<void> save_state(
    Database& database, const std::string& name, const std::string& value
);

// Within a transaction that writes.
void put_state(soci::session& session, const State& state);

}  // namespace oakprobe::history
