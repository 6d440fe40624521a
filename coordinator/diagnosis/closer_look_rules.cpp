#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/diagnosis/fate.hpp"
#include "coordinator/diagnosis/fleet_mtu.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/remedy.hpp"
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
    for (const Segment segment : fate.where.in_order()) where.insert(segment);
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

std::string lost_text(const std::optional<BurstCount>& burst, int at_first) {
  const std::string first =
      std::to_string(at_first) + " of the first ones " + (at_first == 1 ? "was" : "were") + " lost";
  if (!burst) return first + " on the way";
  const std::string lost = std::to_string(burst->lost()) + " of " + std::to_string(burst->sent);
  if (burst->goes_by_port())
    return lost + " in a row were lost, all of " + std::to_string(burst->dead_ports) + " of " +
           std::to_string(burst->ports) +
           " source ports and none of the others: it goes by port, as with a dead link of an "
           "ECMP group or a bond. NetManager keeps one port for each peer, so that some tunnels "
           "fail, and others after a restart";
  if (burst->lost() >= lost_probes_min) return lost + " in a row were lost on the way";
  return first + ", and " + (burst->lost() == 0 ? "none" : std::to_string(burst->lost())) + " of " +
         std::to_string(burst->sent) +
         " that followed: now and then, or by port (one dead link of several)";
}

Verdict told_of_loss(const Scene& scene, const std::optional<BurstCount>& burst, int at_first) {
  const Names names = names_of(scene);
  Verdict verdict;
  verdict.where = at_first > 0 ? where_lost(scene) : on_the_way;
  verdict.message =
      names.source + "'s probes reach " + names.where + ", but " + lost_text(burst, at_first) + ".";
  return verdict;
}

std::optional<Verdict> judge_loss(const Scene& scene) {
  const auto burst = burst_of(*scene.evidence);
  // What a full queue at the target lost is no fault of the way.
  if (scene.losses.at_receiver) return std::nullopt;
  const int at_first = lost_at_first(scene);
  if ((burst ? burst->lost() : 0) + at_first < lost_probes_min) return std::nullopt;
  const Names names = names_of(scene);
  Verdict verdict = told_of_loss(scene, burst, at_first);
  verdict.status = Status::degraded;
  verdict.cause = Cause::loss;
  const std::string between = "between " + names.source + " and " + names.target;
  if (burst && burst->goes_by_port()) {
    verdict.fix = dead_member_remedy(names);
  } else {
    verdict.fix = "Look for an overloaded or faulty link, a rate limit or a policer " + between +
                  " (ip -s link on both, the drop counters of what is between), and check again.";
  }
  return verdict;
}

std::string fragments_text(const SizeCount& sizes) {
  return sizes.fragments_pass ? "; in fragments they get through"
                              : "; in fragments they are lost, too";
}

std::string told_text(const Names& names, const SizeCount& sizes) {
  const std::string largest = std::to_string(sizes.largest) + " bytes";
  if (sizes.told_mtu > 0 && sizes.told_by) {
    return sizes.told_by->to_string() + " says that " + std::to_string(sizes.told_mtu) +
           " bytes are the most that its next link takes";
  }
  if (sizes.largest == 0) return "only fragments pass";
  return "what is longer than " + largest +
         " vanishes without a word (a black hole: " + names.source + " is not told to send less)";
}

// Who says that a packet is too big has the link that is too small.
SegmentSet where_of(Origin told_by) {
  switch (told_by) {
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

std::optional<Verdict> judge_sizes(const Scene& scene) {
  const auto sizes = sizes_of(*scene.evidence);
  if (!sizes || sizes->full_passed || !sizes->certain) return std::nullopt;
  const Names names = names_of(scene);
  const auto& probes = scene.evidence->look->seen.sizes;
  const bool own_link = probes.front().error == EMSGSIZE;
  const bool own_queue = probes.front().error == ENOBUFS;
  Verdict verdict;
  verdict.status = Status::degraded;
  verdict.cause = Cause::mtu;
  verdict.where = own_link ? SegmentSet{Segment::source_host} : on_the_way;
  if (own_queue) verdict.where = {Segment::source_firewall};
  const bool told = sizes->told_by && !own_link && !own_queue;
  if (told) verdict.where = where_of(origin_of(scene, *sizes->told_by));
  std::string why = told_text(names, *sizes);
  if (own_link) why = names.source + "'s own link does not take them";
  if (own_queue)
    why =
        names.source + "'s own kernel drops them (ENOBUFS: an egress filter or queue, such as tc)";
  verdict.message = names.source + "'s small probes reach " + names.where +
                    ", but full tunnel packets of " + std::to_string(sizes->full) +
                    " bytes do not: " + why + fragments_text(*sizes) + ".";
  const bool ipv6 = scene.dialled && scene.dialled->is_v6();
  // The ladder's own result, where it has one: an MTU that somebody tells may still be too large.
  if (sizes->largest > evidence::header_bytes(ipv6)) {
    const int tun = sizes->largest - evidence::header_bytes(ipv6);
    verdict.fix = tunnel_mtu_fix(tun, sizes->full, " of these paths");
  } else {
    verdict.fix = "Raise the MTU between " + names.source + " and " + names.target + " to " +
                  std::to_string(sizes->full) + " bytes or more.";
  }
  if (own_queue)
    verdict.fix =
        "On " + names.source +
        " find the egress filter or queue that drops longer packets (tc -s qdisc show; tc "
        "filter show dev INTERFACE egress; nft list ruleset, tables netdev).";
  return verdict;
}

// The way back loses all answers to some source ports, and none to the others.
std::optional<Verdict> judge_return_by_port(const Scene& scene) {
  const auto answers = answers_of(*scene.evidence);
  if (!answers || !answers->goes_by_port()) return std::nullopt;
  const Names names = names_of(scene);
  Verdict verdict;
  verdict.status = Status::open;
  verdict.cause = Cause::return_lost;
  verdict.where = {
      Segment::return_target_firewall,
      Segment::return_network,
      Segment::return_source_firewall,
      Segment::source_host};
  verdict.message = names.source + "'s probes to " + names.where +
                    " arrive, but no answer came back to " + std::to_string(answers->dead_ports) +
                    " of " + std::to_string(answers->ports) +
                    " source ports, and each to the others: the way back goes by port, as with a "
                    "dead link of an ECMP group or a bond.";
  verdict.fix = dead_member_remedy(names);
  return verdict;
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

std::optional<Verdict> judge_closer_look(const Scene& scene) {
  if (!scene.udp) return std::nullopt;
  if (auto verdict = judge_loss(scene)) return verdict;
  if (auto verdict = judge_sizes(scene)) return verdict;
  return judge_return_by_port(scene);
}

std::optional<Verdict> judge_single_loss(const Scene& scene) {
  if (!scene.udp || scene.losses.at_receiver || lost_at_first(scene) != 1) return std::nullopt;
  Verdict verdict = told_of_loss(scene, burst_of(*scene.evidence), 1);
  verdict.status = Status::open;
  return verdict;
}

}  // namespace oakprobe::diagnosis
