#pragma once

#include "evidence/dial.hpp"

#include <cstdint>

namespace oakprobe::agent {

// An attempt that failed without an ICMP error.
[[nodiscard]] inline evidence::DialFailure failure_of(
    unsigned attempt, evidence::DialStage stage, int error
) {
  evidence::DialFailure failure;
  failure.attempt = static_cast<std::uint8_t>(attempt);
  failure.stage = stage;
  failure.error = error;
  return failure;
}

}  // namespace oakprobe::agent
