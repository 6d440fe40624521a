#pragma once

#include "coordinator/diagnosis/scene.hpp"
#include "coordinator/diagnosis/verdict.hpp"

namespace oakprobe::diagnosis {

// The source's question on the link for the dialled address, which came to the target's taps and
// which they, trusted, saw no answer to. nullptr: there was none, or it is not certain.
[[nodiscard]] const wire::UnansweredNeighbour* unanswered_question(const Scene& scene);

// The target's taps would have shown such a question, and there was none: whoever did not answer at
// the source's next hop, it was not the target.
[[nodiscard]] bool was_not_asked(const Scene& scene);

// What keeps a node still that was asked. ARP knows no INPUT chain; neighbour discovery is ICMPv6
// and passes one.
[[nodiscard]] SegmentSet span_of(const wire::UnansweredNeighbour& question);

}  // namespace oakprobe::diagnosis
