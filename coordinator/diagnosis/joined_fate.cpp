#include "coordinator/diagnosis/joined_fate.hpp"

#include "base/check.hpp"
#include "coordinator/diagnosis/neighbour_rules.hpp"

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

// The error of the attempt that spoke.
std::optional<evidence::IcmpError> icmp_of(const Scene& scene, const FailedAttempts& attempts) {
  if (scene.dial() == nullptr) return std::nullopt;
  for (const evidence::DialFailure& failure : scene.dial()->failures)
    if (failure.attempt == attempts.spoke) return failure.icmp;
  return std::nullopt;
}

}  // namespace

bool is_on_the_way_back(const Fate& fate) {
  return fate.clue == Clue::answer_lost ||
         (fate.passed && *fate.passed >= evidence::Waypoint::admitted);
}

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

FailedAttempts kept_of(const JoinedFate& joined) {
  const Fate& fate = joined.fate;
  FailedAttempts kept;
  kept.clue = fate.clue;
  kept.status = fate.status;
  kept.cause = fate.cause;
  kept.where = fate.where;
  kept.passed = fate.passed;
  kept.missed = fate.missed;
  kept.error = fate.error;
  if (fate.icmp) {
    kept.icmp_type = fate.icmp->type;
    kept.icmp_code = fate.icmp->code;
  }
  kept.spoke = fate.attempt;
  kept.count = static_cast<std::uint8_t>(joined.attempts);
  kept.agreeing = static_cast<std::uint8_t>(joined.agreeing);
  kept.others_silent = joined.others_silent;
  kept.misdelivered = fate.misdelivered;
  kept.unheard = fate.unheard;
  kept.met_dead_hop = fate.dead_hop != nullptr;
  kept.counted = !fate.losses.empty();
  return kept;
}

JoinedFate recall(const Scene& scene, const FailedAttempts& attempts) {
  JoinedFate joined;
  Fate& fate = joined.fate;
  fate.attempt = attempts.spoke;
  fate.clue = attempts.clue;
  fate.status = attempts.status;
  fate.cause = attempts.cause;
  fate.where = attempts.where;
  fate.passed = attempts.passed;
  fate.missed = attempts.missed;
  fate.error = attempts.error;
  if (attempts.icmp_type) fate.icmp = icmp_of(scene, attempts);
  fate.misdelivered = attempts.misdelivered;
  fate.unheard = attempts.unheard;
  if (attempts.met_dead_hop)
    fate.dead_hop = is_on_the_way_back(fate) ? dead_hop_back(scene) : dead_hop_forth(scene);
  if (attempts.counted) fate.losses = losses_of(scene, fate, attempts.count);
  joined.attempts = attempts.count;
  joined.agreeing = attempts.agreeing;
  joined.others_silent = attempts.others_silent;
  return joined;
}

Judgement judgement_of(const JoinedFate& joined) {
  Judgement judgement;
  judgement.rule = Rule::failed_attempts;
  judgement.status = joined.fate.status;
  judgement.cause = joined.fate.cause;
  judgement.where = joined.fate.where;
  judgement.attempts = kept_of(joined);
  return judgement;
}

}  // namespace oakprobe::diagnosis
