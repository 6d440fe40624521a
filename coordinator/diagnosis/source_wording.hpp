#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/diagnosis/names.hpp"

#include <string>

namespace oakprobe::diagnosis {

// What the source's own kernel said, without a full stop.
[[nodiscard]] std::string source_sentence(const Fate& fate, const Names& names);

}  // namespace oakprobe::diagnosis
