#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/diagnosis/rules.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

bool is_silent(const Fate& fate) {
  return fate.clue == Clue::silence || fate.clue == Clue::stopped || fate.clue == Clue::not_taken;
}

// What can swallow a handshake, where nobody saw it end.
SegmentSet anywhere(const Scene& scene) {
  SegmentSet where{
      Segment::source_firewall,
      Segment::network,
      Segment::return_network,
      Segment::return_source_firewall};
  if (scene.nat) return where;
  where.insert(Segment::target_firewall);
  where.insert(Segment::return_target_firewall);
  // A stand-in takes every SYN that is let in; a service may be too busy.
  if (scene.watch != Watch::stand_in) where.insert(Segment::target_host);
  return where;
}

}  // namespace

// Some connections come about and others never do, with the same SYN sent again and again.
// Each attempt has a port of its own, and the kernel sends its SYN again: what is lost by chance is
// mended so.
std::optional<Judgement> judge_connection_loss(const Scene& scene) {
  const evidence::DialEvidence* const dial = scene.dial();
  if (scene.udp || dial == nullptr || dial->not_tried) return std::nullopt;
  const std::uint32_t connected = dial->connected.bits() | dial->answered.bits();
  if (connected == 0 || scene.losses.any(false)) return std::nullopt;
  // The stand-in, or the whole machine, may have gone half-way.
  if (scene.evidence->target->agent == AgentState::lost) return std::nullopt;
  // Sockets that failed with a word of their own are judged by that.
  const std::vector<Fate> fates = judge_attempts(scene);
  const auto lost = static_cast<std::size_t>(std::ranges::count_if(fates, is_silent));
  if (lost == 0) return std::nullopt;

  Judgement judgement;
  judgement.status = Status::degraded;
  judgement.cause = Cause::loss;
  judgement.rule = Rule::connections_lost;
  judgement.lost = static_cast<std::uint8_t>(lost);
  for (const Fate& fate : fates) {
    if (!is_silent(fate)) continue;
    const bool seen = fate.status == Status::blocked && !fate.where.empty();
    judgement.where |= seen ? fate.where : anywhere(scene);
  }
  return judgement;
}

}  // namespace oakprobe::diagnosis
