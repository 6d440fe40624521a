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
};

[[nodiscard]] const FindingKind& kind_of(FindingCode code);

}  // namespace oakprobe::diagnosis
