#pragma once

#include "base/limits.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>

namespace oakprobe::check {

// With more paths evidence is not collected twice: every silent path is listened to for as long.
inline constexpr std::size_t paths_collected_twice_max = 20'000;

// By the evidence so far: something may still come to a silent UDP path. The answer, where a probe
// was delivered; else an ICMP error of an absent neighbour. Not so where the probes were seen to
// arrive, and none was let in; nor where they were seen to leave, and those of another node of the
// source's own link arrived at the same address: then everybody on the way is there.
[[nodiscard]] bool may_hear_more(const diagnosis::FinishedCheck& check);

}  // namespace oakprobe::check
