#pragma once

#include <cstdint>
#include <optional>

namespace oakprobe::timeline {

// Runs are numbered in the order in which they were stored.
using RunNumber = std::int64_t;

// How something was from one run on: a value's number.
struct Span {
  RunNumber since = 0;
  std::int64_t value = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

// The life of a path, an agent or a finding, as far as it still goes on. An unknown stands beside
// what was known last and does not end it: "unknown since" is not "broken since".
struct Track {
  std::optional<Span> known;
  std::optional<Span> unknown;

  friend bool operator==(const Track&, const Track&) = default;
};

enum class Sight : std::uint8_t { known, unknown, gone };

// What a run saw of it. A run that did not look has none, and changes nothing.
struct Seen {
  Sight sight = Sight::known;
  std::int64_t value = 0;  // none where it is gone
};

// Spans that ended: they held up to the run `until`, and not in it.
struct Ended {
  std::optional<Span> known;
  std::optional<Span> unknown;
  RunNumber until = 0;

  friend bool operator==(const Ended&, const Ended&) = default;
};

// Notes what the run saw: the track goes on, and this is what ended.
[[nodiscard]] Ended note(Track& track, const Seen& seen, RunNumber run);

}  // namespace oakprobe::timeline
