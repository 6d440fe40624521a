#pragma once

#include "evidence/node_evidence.hpp"

#include <cstddef>

namespace oakprobe::wire {

inline constexpr std::size_t evidence_paths_per_message = 4'096;
inline constexpr std::size_t policy_routed_max = 8'192;

// A part of an agent's evidence; what is told of the node as a whole is in the last part.
struct Evidence {
  evidence::NodeEvidence part;
  bool last = true;

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

}  // namespace oakprobe::wire
