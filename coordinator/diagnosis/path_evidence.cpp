#include "coordinator/diagnosis/path_evidence.hpp"

#include <array>

namespace oakprobe::diagnosis {

std::string_view to_string(AgentState state) {
  static constexpr std::array<std::string_view, 4> names{"reached", "unreachable", "lost", "none"};
  return names[static_cast<std::size_t>(state)];
}

bool receipts_seen(const PathEvidence& evidence) {
  return evidence.listener != nullptr && evidence.listener->mode == wire::ListenMode::stand_in &&
         evidence.target->evidence_complete;
}

}  // namespace oakprobe::diagnosis
