#pragma once

#include "coordinator/diagnosis/scene.hpp"
#include "coordinator/diagnosis/verdict.hpp"

// Where nobody answers at the source's next hop: who asked on the link for whom (ARP, neighbour
// discovery), as both ends' packet taps saw it.
namespace oakprobe::diagnosis {

// The source's question for the dialled address, which came to the target's taps and which they,
// trusted, saw no answer to. nullptr: there was none, or it is not certain.
[[nodiscard]] const evidence::UnansweredNeighbour* unanswered_question(const Scene& scene);

// What keeps a node still that was asked.
[[nodiscard]] SegmentSet span_of(const evidence::UnansweredNeighbour& question);

// The device by which the source's kernel asks for its next hop leads to nothing but the source's
// own guests: a bridge that has taken the target's network. nullptr: it does not.
[[nodiscard]] const evidence::InnerDevice* wrong_device(const Scene& scene);

// The hop at which what a node sends to the address ends, by its kernel; nullptr: none that is
// dead.
[[nodiscard]] const evidence::DeadHop* dead_hop_to(
    const NodeObservation& node, const IpAddress& address
);
// So, for the source's way to what it dialled, and for the target's way back.
[[nodiscard]] const evidence::DeadHop* dead_hop_forth(const Scene& scene);
[[nodiscard]] const evidence::DeadHop* dead_hop_back(const Scene& scene);
[[nodiscard]] bool is_gateway(const evidence::DeadHop& hop);
// Who can be to blame for the one of the way back.
[[nodiscard]] SegmentSet span_back(const Scene& scene, const evidence::DeadHop& hop);

// Without such a question: who can be to blame.
[[nodiscard]] SegmentSet silent_next_hop(const Scene& scene);

}  // namespace oakprobe::diagnosis
