#pragma once

#include <chrono>
#include <cstdint>

namespace oakprobe::audit {

// When runs begin: every so often, each by a tenth of that later at most, so that the audits of a
// company that were set up as one do not all begin at once. Times are those of one clock that goes
// on while the machine sleeps.
struct Schedule {
  std::chrono::milliseconds first{};  // when the first run began
  std::chrono::milliseconds every{};  // more than 0
  std::uint64_t seed = 0;             // of what each begins later

  // When the next one is to begin: after `now`. What was missed meanwhile is passed over.
  [[nodiscard]] std::chrono::milliseconds next(std::chrono::milliseconds now) const;
};

}  // namespace oakprobe::audit
