#pragma once

#include "wire/messages.hpp"

#include <cstddef>
#include <functional>

namespace oakprobe::agent {

// What there is to tell of paths, of which a node may have thousands: each is made when its part
// is.
template <class T>
struct ToldPaths {
  std::size_t count = 0;
  std::function<T(std::size_t index)> at;
};

// Calls send for one part of the evidence after the other; the last has what is of the node as a
// whole. `whole` is without dials and sights.
void send_in_parts(
    evidence::NodeEvidence whole,
    const ToldPaths<evidence::DialEvidence>& dialled,
    const ToldPaths<evidence::PathSights>& sights,
    const std::function<void(wire::Evidence)>& send
);

}  // namespace oakprobe::agent
