#pragma once

#include "base/utc_time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace oakprobe::timeline {

// A stretch of time in which something was the same.
struct LifeSpan {
  UtcSeconds since{};               // the first run that saw it so
  std::optional<UtcSeconds> until;  // the first run that saw it otherwise; nullopt: it goes on
  bool unknown = false;             // it stands beside what was known before
  bool fine = false;                // as expected
  std::string words;                // "blocked: dropped (network)"
  std::string status;
  std::string cause;   // "": none
  std::string places;  // as places_text() has it
  bool accepted = false;
  std::string facts;  // JSON; "": none
};

// What something was like, in order of time.
struct Life {
  std::string name;  // a flow, "agent", or a finding's code
  std::vector<LifeSpan> spans;
};

// Of the time between these two of which it is known how it was, how much it was as expected: 0 to
// 1. nullopt: nothing is known.
[[nodiscard]] std::optional<double> share_fine(const Life& life, UtcSeconds from, UtcSeconds to);

// Without what ended before `from` or began at `to` or later.
[[nodiscard]] Life between(Life life, UtcSeconds from, UtcSeconds to);

}  // namespace oakprobe::timeline
