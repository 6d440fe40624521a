#pragma once

#include "coordinator/diagnosis/clue.hpp"
#include "coordinator/diagnosis/loss_counters.hpp"
#include "coordinator/diagnosis/scene.hpp"
#include "coordinator/diagnosis/verdict.hpp"
#include "evidence/waypoint.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace oakprobe::diagnosis {

// One failed attempt, judged by itself.
struct Fate {
  std::uint8_t attempt = 0;
  Clue clue = Clue::silence;
  Status status = Status::unknown;
  std::optional<Cause> cause;
  SegmentSet where;
  std::int32_t error = 0;
  std::optional<evidence::IcmpError> icmp;
  // What taps told of it, if they told anything: the last waypoint that is proved, and the first
  // one missed behind it.
  std::optional<evidence::Waypoint> passed;
  std::optional<evidence::Waypoint> missed;
  // It came to the target's interface for another machine's link-layer address.
  bool misdelivered = false;
  // What the kernels counted meanwhile, at least as often as attempts failed.
  std::vector<CountedLoss> losses;
  // The source's packet tap saw the ICMP error, and its firewall kept it from the socket.
  bool unheard = false;
  // Where what the source sent, or the target's answer, found nobody. Of the node's evidence.
  const evidence::DeadHop* dead_hop = nullptr;
};

// The same judgement in the light of what taps saw of the attempt; `attempts` failed in all.
[[nodiscard]] Fate retrace(const Scene& scene, unsigned attempt, std::size_t attempts, Fate fate);

// What both kernels counted, where it may be what the attempt was lost to; `attempts` failed in
// all.
[[nodiscard]] std::vector<CountedLoss> losses_of(
    const Scene& scene, const Fate& fate, std::size_t attempts
);
// The same judgement in the light of that.
[[nodiscard]] Fate count_in(const Scene& scene, Fate fate, std::size_t attempts);

// Something spoke; silence may be loss, or a limit on ICMP errors.
[[nodiscard]] bool is_clear(const Fate& fate);
[[nodiscard]] bool is_same_judgement(const Fate& a, const Fate& b);
// What stopped it met the answer: the target's answers find a next hop of their own.
[[nodiscard]] bool is_on_the_way_back(const Fate& fate);

// Every attempt of the path that was neither delivered nor answered, in order.
[[nodiscard]] std::vector<Fate> judge_attempts(const Scene& scene);

// The rules, by what there is to go by.
[[nodiscard]] Fate judge_silence(const Scene& scene);
[[nodiscard]] Fate judge_failure(const Scene& scene, const evidence::DialFailure& failure);
[[nodiscard]] Fate judge_icmp(const Scene& scene, const evidence::DialFailure& failure);
[[nodiscard]] Fate judge_connected(const Scene& scene, const evidence::DialFailure* failure);
// The stand-in took a connection without a probe that may have been this path's.
[[nodiscard]] bool stand_in_saw_a_stranger(const Scene& scene);
// Delivered, the way back failed. UDP: the path stays open.
[[nodiscard]] Fate judge_lost_answer(const Scene& scene);
// Something that speaks for the target says no, and only its watch tells what that means.
// by_filter: such a word comes from filters only, never from a host without a listener.
[[nodiscard]] Fate judge_target_refusal(const Scene& scene, Clue clue, bool by_filter);

}  // namespace oakprobe::diagnosis
