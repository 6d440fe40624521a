#include "coordinator/diagnosis/joined_fate.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <tuple>

namespace oakprobe::diagnosis {
namespace {

// Clear failures first, then what taps saw, then silence; an attempt that measured nothing never
// outvotes one that did.
int weight(const Fate& fate) {
  if (is_clear(fate)) return fate.status == Status::unknown ? 1 : 3;
  return fate.missed && fate.status == Status::blocked ? 2 : 0;
}

}  // namespace

JoinedFate join(std::span<const Fate> fates) {
  CHECK(!fates.empty());
  const auto agreeing = [&](const Fate& one) {
    return std::count_if(fates.begin(), fates.end(), [&](const Fate& other) {
      return is_same_judgement(one, other);
    });
  };
  const auto rank = [&](const Fate& one) {
    return std::tuple(weight(one), agreeing(one), one.status == Status::unknown);
  };
  // The first of equals: attempts are in order.
  const Fate* best = &fates.front();
  for (const Fate& one : fates) {
    if (rank(one) > rank(*best)) best = &one;
  }
  JoinedFate joined;
  joined.fate = *best;
  joined.attempts = fates.size();
  joined.agreeing = static_cast<std::size_t>(agreeing(*best));
  joined.others_silent =
      is_clear(*best) && std::all_of(fates.begin(), fates.end(), [&](const Fate& one) {
        return is_same_judgement(one, *best) || !is_clear(one);
      });
  return joined;
}

}  // namespace oakprobe::diagnosis
