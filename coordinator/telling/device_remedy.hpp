#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/nouns.hpp"
#include "coordinator/telling/remedy.hpp"

#include <string>

namespace oakprobe::telling {

// The next step where a device that is not the machine's edge has to do with it: packets within
// others, a bridge that keeps them, a route to the wrong one. Empty: none has.
[[nodiscard]] Remedy device_remedy(const Scene& scene, const Fate& fate, const Names& names);

}  // namespace oakprobe::telling
