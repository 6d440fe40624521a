#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/telling/nouns.hpp"
#include "coordinator/telling/told.hpp"

namespace oakprobe::telling {

// A finding in words: what is wrong on the node, and what to change. Total: facts that its rule
// would not give are told as if nothing was known.
[[nodiscard]] Told tell_finding(const FinishedCheck& check, NodeId node, const Finding& finding);

// Where the path's judgement follows from a finding: on which of its ends, and which.
struct FoundAt {
  NodeId node{};
  const Finding* finding = nullptr;  // null: it follows from none
};
[[nodiscard]] FoundAt finding_of(const FinishedCheck& check, const FinishedPath& path);

}  // namespace oakprobe::telling
