#pragma once

#include "evidence/sighting.hpp"
#include "packets/captured_packet.hpp"

namespace oakprobe::agent {

// What it means that a packet left by a device at this place.
[[nodiscard]] inline evidence::Sight left_by(packets::Place place) {
  switch (place) {
    case packets::Place::edge:
      return evidence::Sight::left;
    case packets::Place::wrapped:
      return evidence::Sight::left_wrapped;
    default:
      return evidence::Sight::left_inside;
  }
}

// The same of an echo, or of a SYN-ACK.
[[nodiscard]] inline evidence::Sight answer_left_by(packets::Place place) {
  switch (place) {
    case packets::Place::edge:
      return evidence::Sight::answer_left;
    case packets::Place::wrapped:
      return evidence::Sight::answer_wrapped;
    default:
      return evidence::Sight::answer_inside;
  }
}

}  // namespace oakprobe::agent
