#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <string>

namespace oakprobe::diagnosis {

// The agent's last words with the node's own name, address and ssh host taken out: agents that
// failed alike have the same. To be compared, not to be told.
[[nodiscard]] std::string alike_words(const FinishedCheck& check, NodeId node);

}  // namespace oakprobe::diagnosis
