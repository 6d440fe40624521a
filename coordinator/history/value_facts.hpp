#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What is told of a value beside what it is told apart by: compact JSON, without names of nodes and
// without counts that are others each time, so that equal cases are one value. "": nothing.
namespace oakprobe::history {

[[nodiscard]] std::string facts_of(const diagnosis::Judgement& judgement);
[[nodiscard]] std::string facts_of(
    const inventory::Inventory& inventory, const diagnosis::Finding& finding
);
[[nodiscard]] std::string facts_of(const diagnosis::CommonCause& cause);

// The names of the flows of a finding, as its facts have them; nullopt: they can't be read.
[[nodiscard]] std::optional<std::vector<std::string>> flows_of_finding(std::string_view facts);

}  // namespace oakprobe::history
