#pragma once

#include "wire/messages.hpp"

#include <cstddef>
#include <functional>

namespace oakprobe::agent {

// What the agent dialled, path by path: each is made when it is asked for.
struct DialledPaths {
  std::size_t count = 0;
  std::function<wire::DialEvidence(std::size_t index)> at;
};

// Calls send for one part of the evidence after the other; the last has what is of the node as a
// whole. `whole` is without dials.
void send_in_parts(
    wire::NodeEvidence whole,
    const DialledPaths& dialled,
    const std::function<void(wire::Evidence)>& send
);

}  // namespace oakprobe::agent
