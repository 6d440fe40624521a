#pragma once

#include "coordinator/diagnosis/joined_fate.hpp"
#include "coordinator/diagnosis/scene.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string>

namespace oakprobe::telling {

// One sentence for a person: what the failed attempts showed, with names, port and numbers.
[[nodiscard]] std::string sentence_of(const Scene& scene, const JoinedFate& joined);

// Why silence or a bare connect tells nothing here: who owns the port, or who could not look.
[[nodiscard]] std::string unwatched_reason(const Scene& scene);

// "NetManager (pid 812) on w3 holds udp 50103"; the port has a listener in the scene.
[[nodiscard]] std::string owner_clause(const Scene& scene);

// "w1's agent was lost: its last words"; works for either end.
[[nodiscard]] std::string agent_trouble(
    const inventory::Node& node, const NodeObservation& observation
);
// So, as a sentence of its own.
[[nodiscard]] std::string agent_sentence(
    const inventory::Node& node, const NodeObservation& observation
);

}  // namespace oakprobe::telling
