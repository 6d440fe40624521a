#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/rules.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>

namespace oakprobe::diagnosis {
namespace {

constexpr SegmentSet on_the_way{
    Segment::source_firewall, Segment::network, Segment::target_firewall};

// Where the first probes that were lost came to an end; on the way, where nobody saw.
SegmentSet where_lost(const Scene& scene) {
  SegmentSet where;
  for (const Fate& fate : judge_attempts(scene)) {
    const bool silent = fate.clue == Clue::silence || fate.clue == Clue::stopped;
    if (!silent || fate.status != Status::blocked) return on_the_way;
    where |= fate.where;
  }
  return where.empty() ? on_the_way : where;
}

// Base attempts that did not arrive, by whoever could tell.
int lost_at_first(const Scene& scene) {
  const evidence::DialEvidence* const dial = scene.dial();
  if (dial == nullptr || dial->not_tried || !dial->failures.empty()) return 0;
  const evidence::ReceiptEvidence* const receipt = scene.receipt();
  const bool watched = scene.watch == Watch::live
                           ? sees_admissions(*scene.evidence->target, Protocol::udp)
                           : receipts_seen(*scene.evidence);
  if (!watched) return 0;
  const std::uint32_t arrived =
      (receipt == nullptr ? 0 : receipt->delivered.bits()) | dial->answered.bits();
  return std::popcount(dial->sent.bits() & ~arrived);
}

Judgement lossy(const Scene& scene, Status status, int at_first) {
  Judgement judgement;
  judgement.rule = Rule::probes_lost;
  judgement.status = status;
  judgement.where = at_first > 0 ? where_lost(scene) : on_the_way;
  judgement.lost = static_cast<std::uint8_t>(at_first);
  return judgement;
}

// Most probes arrive, and some do not: of a burst in a row, and of the first ones.
std::optional<Judgement> judge_loss(const Scene& scene) {
  const auto burst = burst_of(*scene.evidence);
  // What a full queue at the target lost is no fault of the way.
  if (scene.losses.at_receiver) return std::nullopt;
  const int at_first = lost_at_first(scene);
  if ((burst ? burst->lost() : 0) + at_first < lost_probes_min) return std::nullopt;
  Judgement judgement = lossy(scene, Status::degraded, at_first);
  judgement.cause = Cause::loss;
  return judgement;
}

// Who says that a packet is too big has the link that is too small.
SegmentSet where_of(Origin sender) {
  switch (sender) {
    case Origin::source:
      return {Segment::source_host};
    case Origin::third:
      return {Segment::network};
    case Origin::target:
    case Origin::dialled:
      return {Segment::network, Segment::target_firewall, Segment::target_host};
    case Origin::unclear:
      break;
  }
  return on_the_way;
}

// Small probes arrive, and a packet as large as a tunnel's fullest does not: a link on the way, the
// source's own, or a queue of its own takes no packet of that size.
std::optional<Judgement> judge_sizes(const Scene& scene) {
  const auto sizes = sizes_of(*scene.evidence);
  if (!sizes || sizes->full_passed || !sizes->certain) return std::nullopt;
  const auto& probes = scene.evidence->look->seen.sizes;
  const bool own_link = probes.front().error == EMSGSIZE;
  const bool own_queue = probes.front().error == ENOBUFS;
  Judgement judgement;
  judgement.rule = Rule::full_packets_lost;
  judgement.status = Status::degraded;
  judgement.cause = Cause::mtu;
  judgement.where = own_link ? SegmentSet{Segment::source_host} : on_the_way;
  if (own_queue) judgement.where = {Segment::source_firewall};
  const bool told = sizes->icmp_from && !own_link && !own_queue;
  if (told) judgement.where = where_of(origin_of(scene, *sizes->icmp_from));
  return judgement;
}

// The way back loses all answers to some source ports, and none to the others.
std::optional<Judgement> judge_return_by_port(const Scene& scene) {
  const auto answers = answers_of(*scene.evidence);
  if (!answers || !answers->goes_by_port()) return std::nullopt;
  Judgement judgement;
  judgement.rule = Rule::answers_lost_by_port;
  judgement.status = Status::open;
  judgement.cause = Cause::return_lost;
  judgement.where = {
      Segment::return_target_firewall,
      Segment::return_network,
      Segment::return_source_firewall,
      Segment::source_host};
  return judgement;
}

}  // namespace

bool arrived_late(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  if (!scene.udp || evidence.look == nullptr) return false;
  const auto burst = burst_of(evidence);
  // Where nobody watched, a path of which one answer came was silent, and no more is known.
  const bool again = evidence.look->seen.again_answered && lost_at_first(scene) > 0;
  return again || (burst && burst->delivered > 0);
}

std::optional<Judgement> judge_closer_look(const Scene& scene) {
  if (!scene.udp) return std::nullopt;
  if (auto judgement = judge_loss(scene)) return judgement;
  if (auto judgement = judge_sizes(scene)) return judgement;
  return judge_return_by_port(scene);
}

// One of the first probes was lost, and nothing since: worth a word, and no `loss`.
std::optional<Judgement> judge_single_loss(const Scene& scene) {
  if (!scene.udp || scene.losses.at_receiver || lost_at_first(scene) != 1) return std::nullopt;
  return lossy(scene, Status::open, 1);
}

}  // namespace oakprobe::diagnosis
