#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string>

namespace oakprobe::telling {

// What the source's own kernel said, without a full stop.
[[nodiscard]] std::string source_sentence(const Fate& fate, const Names& names);

}  // namespace oakprobe::telling
