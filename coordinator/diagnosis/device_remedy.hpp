#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/diagnosis/names.hpp"

#include <string>

namespace oakprobe::diagnosis {

// The next step where a device that is not the machine's edge has to do with it: packets within
// others, a bridge that keeps them, a route to the wrong one. Empty: none has.
[[nodiscard]] std::string device_remedy(const Scene& scene, const Fate& fate, const Names& names);

}  // namespace oakprobe::diagnosis
