#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/diagnosis/judgement.hpp"

#include <cstddef>
#include <span>

namespace oakprobe::diagnosis {

// The failed attempts of a path, put together.
struct JoinedFate {
  Fate fate;
  std::size_t attempts = 0;  // all that failed
  std::size_t agreeing = 0;  // those that failed in this very way
  bool others_silent = false;
};

// The judgement that most attempts have. What spoke outweighs silence, however often: ICMP errors
// of one host are limited to one a second. Between measured and not measured, a tie is `unknown`.
// The span must not be empty.
[[nodiscard]] JoinedFate join(std::span<const Fate> fates);

// What a judgement keeps of it, and the same again in the light of the path's evidence: senders,
// devices and counters stand there.
[[nodiscard]] FailedAttempts kept_of(const JoinedFate& joined);
[[nodiscard]] JoinedFate recall(const Scene& scene, const FailedAttempts& attempts);

// The judgement that follows from them alone.
[[nodiscard]] Judgement judgement_of(const JoinedFate& joined);

}  // namespace oakprobe::diagnosis
