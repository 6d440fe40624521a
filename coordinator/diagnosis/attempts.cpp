#include "base/ip_address.hpp"
#include "coordinator/diagnosis/fate.hpp"

#include <algorithm>
#include <cerrno>

namespace oakprobe::diagnosis {
namespace {

const evidence::DialFailure* failure_of(const evidence::DialEvidence& dial, unsigned attempt) {
  const auto found = std::find_if(
      dial.failures.begin(),
      dial.failures.end(),
      [&](const evidence::DialFailure& one) { return one.attempt == attempt; }
  );
  return found == dial.failures.end() ? nullptr : &*found;
}

Fate judge_attempt(const Scene& scene, unsigned attempt) {
  const evidence::DialEvidence& dial = *scene.dial();
  const evidence::DialFailure* failure = failure_of(dial, attempt);
  if (scene.receipt() != nullptr && scene.receipt()->delivered.has(attempt)) {
    return judge_lost_answer(scene);
  }
  const bool exchanging = failure != nullptr && failure->stage == evidence::DialStage::exchange;
  if (!scene.udp && (dial.connected.has(attempt) || exchanging)) {
    return judge_connected(scene, failure);
  }
  // ETIMEDOUT is the kernel's own word for silence.
  if (failure == nullptr || (failure->error == ETIMEDOUT && !failure->icmp)) {
    return judge_silence(scene);
  }
  return judge_failure(scene, *failure);
}

}  // namespace

namespace {

// Nobody takes what is for another address than the owner's, wherever else it is stopped: unless
// it is known not to have come so far.
Fate hold_to_binding(const Scene& scene, Fate fate) {
  if (scene.watch != Watch::live || !scene.dialled || scene.dialled->is_loopback()) return fate;
  const auto bound = parse_ip_address(scene.evidence->listener->address);
  if (!bound || !unmapped(*bound).is_loopback() || scene.nat) return fate;
  const bool speaks_of_target = fate.clue == Clue::silence || fate.clue == Clue::reset ||
                                fate.clue == Clue::stopped || fate.clue == Clue::not_taken;
  const bool on_the_way = fate.missed && *fate.missed <= evidence::Waypoint::reached_target;
  if (!speaks_of_target || on_the_way || fate.cause == Cause::local_limit) return fate;
  fate.where = {Segment::target_host};
  if (fate.missed == evidence::Waypoint::admitted) fate.where.insert(Segment::target_firewall);
  fate.clue = Clue::bound_to_loopback;
  fate.status = Status::blocked;
  fate.cause = Cause::refused;
  return fate;
}

}  // namespace

bool is_clear(const Fate& fate) {
  switch (fate.clue) {
    case Clue::silence:
    case Clue::stopped:
    case Clue::ingress_hook:
    case Clue::own_source:
    case Clue::not_taken:
    case Clue::overflow:
    case Clue::mute:
    case Clue::local_limit:
    case Clue::unknown_error:
      return false;
    default:
      return true;
  }
}

bool is_same_judgement(const Fate& a, const Fate& b) {
  return a.clue == b.clue && a.status == b.status && a.cause == b.cause && a.where == b.where;
}

std::vector<Fate> judge_attempts(const Scene& scene) {
  std::vector<Fate> fates;
  if (scene.dial() == nullptr) return fates;
  const evidence::DialEvidence& dial = *scene.dial();
  std::vector<unsigned> failed;
  for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt) {
    const bool made = dial.sent.has(attempt) || dial.connected.has(attempt) ||
                      failure_of(dial, attempt) != nullptr;
    if (made && !dial.answered.has(attempt)) failed.push_back(attempt);
  }
  for (const unsigned attempt : failed) {
    Fate fate = retrace(scene, attempt, failed.size(), judge_attempt(scene, attempt));
    fate = hold_to_binding(scene, std::move(fate));
    fate.attempt = static_cast<std::uint8_t>(attempt);
    fates.push_back(count_in(scene, std::move(fate), failed.size()));
  }
  return fates;
}

}  // namespace oakprobe::diagnosis
