#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string>

// What failed attempts met, by what there is to tell of it; without a full stop.
namespace oakprobe::telling {

// Delivered, and the way back failed.
[[nodiscard]] std::string lost_answer_sentence(
    const Scene& scene, const Fate& fate, const Names& names
);

// TCP: connected, and what followed failed.
[[nodiscard]] std::string connected_sentence(
    const Scene& scene, const Fate& fate, const Names& names
);

// The source's route leads to a device behind which the target is not.
[[nodiscard]] std::string wrong_way_sentence(const Scene& scene, const Names& names);

}  // namespace oakprobe::telling
