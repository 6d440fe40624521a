#pragma once

#include "coordinator/diagnosis/scene.hpp"
#include "coordinator/diagnosis/verdict.hpp"

namespace oakprobe::diagnosis {

// The source's question on the link for the dialled address, which came to the target's taps and
// which they, trusted, saw no answer to. nullptr: there was none, or it is not certain.
[[nodiscard]] const wire::UnansweredNeighbour* unanswered_question(const Scene& scene);

// What keeps a node still that was asked. ARP knows no INPUT chain; neighbour discovery is ICMPv6
// and passes one.
[[nodiscard]] SegmentSet span_of(const wire::UnansweredNeighbour& question);

}  // namespace oakprobe::diagnosis
