#include "coordinator/diagnosis/closer_look.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/remedy.hpp"
#include "coordinator/telling/rule_words.hpp"

// Paths that work, and lose some of what is sent.
namespace oakprobe::telling {
namespace {

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

std::string loss_fix(const std::optional<BurstCount>& burst, const Names& names) {
  if (burst && burst->goes_by_port()) return dead_member_remedy(names);
  return "Look for an overloaded or faulty link, a rate limit or a policer between " +
         names.source + " and " + names.target +
         " (`ip -s link` on both, the drop counters of what is between), and check again."_marked;
}

}  // namespace

Told tell_connections_lost(const Scene& scene, const Judgement& judgement) {
  const Names names = names_of(scene);
  const int tried = scene.dial() == nullptr ? 0 : scene.dial()->sent.count();
  return {
      names.source + "'s connections reach " + names.where + ", but " +
          std::to_string(judgement.lost) + " of " + std::to_string(tried) +
          " never came about, though the kernel sends a SYN again and again, and the "
          "others did: it seems to go by source port, as with a dead link of an ECMP "
          "group or a bond, so that some connections hang, and others do not.",
      dead_member_remedy(names)};
}

// A single one is no `loss`, and there is nothing to do about it.
Told tell_probes_lost(const Scene& scene, const Judgement& judgement) {
  const Names names = names_of(scene);
  const auto burst = burst_of(*scene.evidence);
  return {
      names.source + "'s probes reach " + names.where + ", but " +
          lost_text(burst, judgement.lost) + ".",
      judgement.cause == Cause::loss ? loss_fix(burst, names) : ""};
}

Told tell_answers_lost_by_port(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  const BurstCount answers = answers_of(*scene.evidence).value_or(BurstCount());
  return {
      names.source + "'s probes to " + names.where + " arrive, but no answer came back to " +
          std::to_string(answers.dead_ports) + " of " + std::to_string(answers.ports) +
          " source ports, and each to the others: the way back goes by port, as with a "
          "dead link of an ECMP group or a bond.",
      dead_member_remedy(names)};
}

}  // namespace oakprobe::telling
