#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string>

namespace oakprobe::telling {

// How far it came, in words that continue "w1's probes to w3 …": "left w1 and did not reach w3".
// Empty where no tap told.
[[nodiscard]] std::string journey_clause(const Fate& fate, const Names& names);

// What carries the path's packets where they travel in others: continues a sentence. Empty where
// they do not, or where that is not what stopped them.
[[nodiscard]] std::string tunnel_clause(const Scene& scene, const Fate& fate, const Names& names);

// For clues that taps alone gave.
[[nodiscard]] std::string stopped_sentence(
    const Scene& scene, const Fate& fate, const Names& names, std::size_t count
);

}  // namespace oakprobe::telling
