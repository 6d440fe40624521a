#pragma once

#include "coordinator/diagnosis/fate.hpp"

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

}  // namespace oakprobe::diagnosis
