#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/nouns.hpp"

#include <string>

namespace oakprobe::telling {

// "10.1.0.254, the gateway towards 10.2.0.4, does not answer on w1's eth0"; empty: no dead hop.
[[nodiscard]] std::string dead_hop_clause(const Fate& fate, const Names& names);

// Empty: there is no dead hop, or it is the target itself.
[[nodiscard]] std::string dead_hop_remedy(const Fate& fate, const Names& names);

}  // namespace oakprobe::telling
