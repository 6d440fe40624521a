#include "coordinator/diagnosis/fate.hpp"

#include <algorithm>

// What the kernels' counters add to a failed attempt that nobody spoke of.
namespace oakprobe::diagnosis {
namespace {

using evidence::Waypoint;

bool may_be_counted(const Fate& fate) {
  switch (fate.clue) {
    case Clue::silence:
    case Clue::mute:
    case Clue::kept_inside:
    case Clue::not_taken:
      return true;
    case Clue::stopped:
      return fate.cause == Cause::dropped || fate.cause == Cause::return_lost;
    case Clue::answer_lost:
      return fate.error == 0 && fate.where != SegmentSet{Segment::target_host};
    default:
      return false;
  }
}

bool is_component_missing(const Fate& fate) { return fate.cause == Cause::not_running; }

std::size_t packets_of(const Scene& scene, const Fate& fate, std::size_t attempts) {
  if (fate.clue != Clue::answer_lost || scene.dial() == nullptr) return attempts;
  const std::uint32_t unanswered =
      scene.receipt()->delivered.bits() & ~scene.dial()->answered.bits();
  return static_cast<std::size_t>(evidence::AttemptSet(unanswered).count());
}

}  // namespace

std::vector<CountedLoss> losses_of(const Scene& scene, const Fate& fate, std::size_t attempts) {
  const bool lost_answer = fate.clue == Clue::answer_lost;
  const Waypoint last =
      scene.udp && !lost_answer ? Waypoint::delivered : Waypoint::answer_delivered;
  return counted_losses(
      scene,
      fate.passed.value_or(lost_answer ? Waypoint::delivered : Waypoint::sent),
      fate.missed.value_or(last),
      packets_of(scene, fate, attempts)
  );
}

Fate count_in(const Scene& scene, Fate fate, std::size_t attempts) {
  if (!may_be_counted(fate) || is_component_missing(fate)) return fate;
  fate.losses = losses_of(scene, fate, attempts);
  if (fate.where.empty()) return fate;
  for (const CountedLoss& loss : fate.losses) fate.where |= loss.where;
  // Something in that kernel threw it away: that no socket takes it is no longer shown.
  const bool thrown_away =
      std::ranges::any_of(fate.losses, [](const CountedLoss& one) { return !one.where.empty(); });
  if (fate.clue == Clue::not_taken && thrown_away) fate.cause = Cause::dropped;
  return fate;
}

}  // namespace oakprobe::diagnosis
