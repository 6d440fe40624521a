#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstdint>

namespace oakprobe::diagnosis {

// Whose paths an error of this kind makes fail.
enum class SpoiledEnd : std::uint8_t {
  none,
  target,  // those that others dial to reach the node
  source,  // those that the node itself dials
  both,
};

struct FindingKind {
  FindingCode code{};
  Severity severity{};
  SpoiledEnd spoils{};
  // The same facts on several nodes are one trouble of theirs, and one sentence.
  bool is_shared = false;
};

[[nodiscard]] const FindingKind& kind_of(FindingCode code);

// It says what state a worker's tunnel is in.
[[nodiscard]] inline bool is_of_tunnel_state(FindingCode code) {
  return code == FindingCode::tunnel_not_registered || code == FindingCode::tunnel_half_dead ||
         code == FindingCode::tunnel_on_other_port;
}

}  // namespace oakprobe::diagnosis
