#pragma once

#include "coordinator/history/database.hpp"
#include "coordinator/timeline/life.hpp"

#include <optional>
#include <string>
#include <vector>

// What a history knows of the lives of paths and nodes. Nothing where it never heard of them.
namespace oakprobe::history {

// Of the paths from one node to another, by flow: of all, or of this one.
[[nodiscard]] OrTrouble<std::vector<timeline::Life>> path_lives(
    Database& database,
    const std::string& deployment,
    const std::string& source,
    const std::string& target,
    const std::optional<std::string>& flow
);

// A node's agent, and its findings.
[[nodiscard]] OrTrouble<std::vector<timeline::Life>> node_lives(
    Database& database, const std::string& deployment, const std::string& node
);

}  // namespace oakprobe::history
