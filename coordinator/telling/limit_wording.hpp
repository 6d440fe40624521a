#pragma once

#include "coordinator/diagnosis/path_evidence.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string>
#include <vector>

namespace oakprobe::telling {

struct LocalLimit {
  const inventory::Node* node = nullptr;
  std::string what;     // with the node's name and "'s " before it
  std::string setting;  // that raises it
};

// All that were met at either end, for the message and the fix.
[[nodiscard]] std::vector<LocalLimit> limits_met(const PathEvidence& evidence);

// The setting that raises what the source's own kernel had none left of; `error` as of a
// DialFailure.
[[nodiscard]] std::string setting_for(int error);

}  // namespace oakprobe::telling
