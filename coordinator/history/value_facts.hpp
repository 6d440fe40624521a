#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <string>

// What is told of a value beside what it is told apart by: compact JSON, without names of nodes and
// without counts that are others each time, so that equal cases are one value. "": nothing.
namespace oakprobe::history {

[[nodiscard]] std::string facts_of(const diagnosis::Judgement& judgement);
[[nodiscard]] std::string facts_of(
    const inventory::Inventory& inventory, const diagnosis::Finding& finding
);
[[nodiscard]] std::string facts_of(const diagnosis::CommonCause& cause);

}  // namespace oakprobe::history
