#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/rules.hpp"

#include <algorithm>
#include <cerrno>

namespace oakprobe::diagnosis {
namespace {

constexpr SegmentSet on_the_way{
    Segment::source_firewall, Segment::network, Segment::target_firewall};

std::optional<Verdict> judge_loss(const Scene& scene) {
  const auto burst = burst_of(*scene.evidence);
  // What a full queue at the target lost is no fault of the way.
  if (!burst || scene.losses.at_receiver) return std::nullopt;
  if (burst->lost() < lost_probes_min) return std::nullopt;
  const Names names = names_of(scene);
  Verdict verdict;
  verdict.status = Status::degraded;
  verdict.cause = Cause::loss;
  verdict.where = on_the_way;
  verdict.message = names.source + "'s probes reach " + names.where + ", but " +
                    std::to_string(burst->lost()) + " of " + std::to_string(burst->sent) +
                    " in a row were lost on the way.";
  verdict.fix = "Look for an overloaded or faulty link, a rate limit or a policer between " +
                names.source + " and " + names.target +
                " (ip -s link on both, the drop counters of what is between), and check again.";
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
  Verdict verdict;
  verdict.status = Status::degraded;
  verdict.cause = Cause::mtu;
  verdict.where = own_link ? SegmentSet{Segment::source_host} : on_the_way;
  if (sizes->told_by && !own_link) verdict.where = where_of(origin_of(scene, *sizes->told_by));
  const std::string why =
      own_link ? names.source + "'s own link does not take them" : told_text(names, *sizes);
  verdict.message = names.source + "'s small probes reach " + names.where +
                    ", but full tunnel packets of " + std::to_string(sizes->full) +
                    " bytes do not: " + why + fragments_text(*sizes) + ".";
  const bool ipv6 = scene.dialled && scene.dialled->is_v6();
  // The ladder's own result, where it has one: an MTU that somebody tells may still be too large.
  if (sizes->largest > wire::header_bytes(ipv6)) {
    const int tun = sizes->largest - wire::header_bytes(ipv6);
    verdict.fix = "Set \"MTUSize\": " + std::to_string(tun) +
                  " in /etc/netmanager/tuncfg.json on every worker of these paths and restart "
                  "NetManager; or raise the MTU of the link between to " +
                  std::to_string(sizes->full) + " bytes or more.";
  } else {
    verdict.fix = "Raise the MTU between " + names.source + " and " + names.target + " to " +
                  std::to_string(sizes->full) + " bytes or more.";
  }
  return verdict;
}

}  // namespace

std::optional<Verdict> judge_closer_look(const Scene& scene) {
  if (!scene.udp) return std::nullopt;
  if (auto verdict = judge_loss(scene)) return verdict;
  return judge_sizes(scene);
}

}  // namespace oakprobe::diagnosis
