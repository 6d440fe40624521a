#pragma once

#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/diagnosis/verdict.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/nouns.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::telling {

// How much of a fix holds for other paths of the same cause and segments.
enum class FixScope : std::uint8_t {
  path,     // nothing: it depends on what was seen of the one path
  flows,    // between two nodes it differs in the port alone
  segment,  // it follows from the segments alone, so that a group can be told its own
  both,     // the last two
};

// A cause in words (diagnosis/cause_card.hpp has what it means to those who decide).
struct CauseWords {
  Cause cause{};
  std::string_view short_words;  // behind "blocked: "
  bool comma = false;            // before a place that follows them
  std::string_view of_several;   // behind "3 paths from w1 to w2, w3 "
  FixScope scope = FixScope::path;
  // What to change, without an end, where clue and segments do not tell it; null: nothing is known.
  std::string (*fix)(const Scene& scene, const Fate& fate, const Names& names) = nullptr;
};

[[nodiscard]] const CauseWords& words_of(Cause cause);

[[nodiscard]] inline bool has_like_fixes(Cause cause) {
  const FixScope scope = words_of(cause).scope;
  return scope == FixScope::flows || scope == FixScope::both;
}
[[nodiscard]] inline bool is_remedied_by_segment(Cause cause) {
  const FixScope scope = words_of(cause).scope;
  return scope == FixScope::segment || scope == FixScope::both;
}

// What becomes of several paths that are judged alike, behind "3 paths from w1 to w2, w3 ".
[[nodiscard]] std::string_view what_happens(
    Status status, std::optional<Cause> cause, SegmentSet where
);

}  // namespace oakprobe::telling
