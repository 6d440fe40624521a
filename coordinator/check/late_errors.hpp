#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <chrono>
#include <cstddef>

namespace oakprobe::check {

// With more paths evidence is not collected twice: every silent path is listened to for as long.
inline constexpr std::size_t paths_collected_twice_max = 20'000;

// After the first attempt of a silent UDP path an absent neighbour of a router, or of the source,
// has been told of by then: it is asked for three times, a second apart (mcast_solicit, arp(7)).
inline constexpr std::chrono::milliseconds neighbour_patience{3'300};

// By the evidence so far: something may still come to a silent UDP path. The answer, where a probe
// was delivered; else an ICMP error of an absent neighbour. Not so where the probes were seen to
// arrive, and none was let in; nor where they were seen to leave, and those of another node of the
// source's own link arrived at the same address: then everybody on the way is there.
[[nodiscard]] bool may_hear_more(const diagnosis::FinishedCheck& check);

}  // namespace oakprobe::check
