#pragma once

#include "evidence/exposure.hpp"

#include <vector>

namespace oakprobe::wire {

// Asks for an evidence::Exposure, before the agent is armed. Reads, and sends nothing.
struct ExposureRequest {
  std::vector<evidence::NeededPort> needs;  // needs_max at most

  friend bool operator==(const ExposureRequest&, const ExposureRequest&) = default;
};

}  // namespace oakprobe::wire
