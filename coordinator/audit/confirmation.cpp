#include "coordinator/audit/confirmation.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::audit {
namespace {

bool counts(std::int64_t change, std::int64_t now) {
  return change <= now && now - change < flap_seconds;
}

// Nothing of it changed that is told.
bool are_same(const Condition& one, const Condition& other) {
  return one == other || (one.as_expected() && other.as_expected());
}

}  // namespace

std::optional<Change> Confirmation::note(
    const Condition& seen, std::int64_t now, const ConfirmationRules& rules
) {
  count_change(seen, now, rules);
  known_.seen.push_back(seen);
  while (known_.seen.size() > rules.runs) known_.seen.pop_front();
  if (known_.flapping) return note_flapping(seen, rules);
  if (known_.changes.size() > rules.flap_limit) return begin_to_flap(seen);
  if (are_same(seen, known_.believed) || !has_held(seen, rules)) return std::nullopt;
  return Change{Change::Kind::confirmed, std::exchange(known_.believed, seen), seen};
}

void Confirmation::count_change(
    const Condition& seen, std::int64_t now, const ConfirmationRules& rules
) {
  std::erase_if(known_.changes, [&](std::int64_t change) { return !counts(change, now); });
  if (!are_same(seen, known_.seen.empty() ? known_.believed : known_.seen.back()))
    known_.changes.push_back(now);
  while (known_.changes.size() > rules.flap_limit + 1) known_.changes.pop_front();
}

bool Confirmation::has_held(const Condition& seen, const ConfirmationRules& rules) const {
  // That it is another trouble is told once the very same was seen so often.
  const bool refined = are_alike(seen, known_.believed);
  const auto held = std::ranges::count_if(known_.seen, [&](const Condition& one) {
    return refined ? one == seen : are_alike(one, seen);
  });
  return static_cast<std::size_t>(held) >= rules.held;
}

// Until it is calm it is believed to be what is wrong with it, or its alert would come and go.
Change Confirmation::begin_to_flap(const Condition& seen) {
  known_.flapping = true;
  const Condition before = known_.believed;
  const auto trouble =
      std::ranges::find_if(known_.seen.rbegin(), known_.seen.rend(), [](const Condition& one) {
        return !one.as_expected();
      });
  if (trouble != known_.seen.rend()) known_.believed = *trouble;
  return {Change::Kind::flapping, before, seen};
}

std::optional<Change> Confirmation::note_flapping(
    const Condition& seen, const ConfirmationRules& rules
) {
  // Half as often: at the limit it would begin and end all the time.
  const bool rarely = known_.changes.size() <= rules.flap_limit / 2;
  if (rarely && has_held(seen, rules)) {
    known_.flapping = false;
    return Change{Change::Kind::calm, std::exchange(known_.believed, seen), seen};
  }
  if (!seen.as_expected()) known_.believed = seen;
  return std::nullopt;
}

bool Confirmation::is_in_doubt() const {
  return !known_.flapping && !known_.seen.empty() &&
         !are_alike(known_.seen.back(), known_.believed);
}

bool Confirmation::is_settled(std::int64_t now) const {
  return !known_.flapping && known_.believed.as_expected() &&
         std::ranges::all_of(known_.seen, &Condition::as_expected) &&
         std::ranges::none_of(known_.changes, [&](std::int64_t change) {
           return counts(change, now);
         });
}

}  // namespace oakprobe::audit
