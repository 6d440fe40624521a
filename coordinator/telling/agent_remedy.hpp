#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string>
#include <vector>

// What to do about an agent that could not be reached, or was lost: with the node's own host and
// user, as a command that can be typed. Sentences without the last full stop.
namespace oakprobe::telling {

// Whether more is known of this failure than that the agent is not there.
[[nodiscard]] bool has_known_remedy(const NodeObservation& observation);

// Of one node.
[[nodiscard]] std::string agent_remedy(
    const inventory::Node& node, const NodeObservation& observation
);

// Of nodes that failed alike, one at least: the first one's, and for whom else it is the same
// where it is about one node.
[[nodiscard]] std::string agents_remedy(
    const FinishedCheck& check, const std::vector<NodeId>& alike
);

}  // namespace oakprobe::telling
