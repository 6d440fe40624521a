#include "coordinator/diagnosis/icmp_kind.hpp"
#include "coordinator/diagnosis/joined_fate.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/rule_words.hpp"
#include "coordinator/telling/wording.hpp"

// Of flows that must be closed.
namespace oakprobe::telling {

Told tell_exposed(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  const std::string& why = scene.evidence->flow().why;
  Told told;
  told.message = names.source + (scene.udp ? "'s probes reach " : " can connect to ") +
                 names.where + ", which must be closed to it" + (why.empty() ? "" : ": " + why);
  if (told.message.back() != '.') told.message += ".";
  told.fix = "On " + names.target + ", or before it, refuse " + names.listen_port + " from " +
             names.source +
             " and everyone else who has no business there (a port that Docker publishes passes "
             "by ufw: filter it in DOCKER-USER).";
  return told;
}

Told tell_closed(const Scene& scene, const Judgement& judgement) {
  const Fate fate = recall(scene, judgement.attempts).fate;
  const Names names = names_of(scene);
  std::string text = names.source + " does not get through to " + names.where + ", as it should be";
  if (fate.where == SegmentSet{Segment::source_firewall} ||
      fate.where == SegmentSet{Segment::source_host}) {
    text += "; " + names.source + " itself stops it, so another machine might get in";
  }
  if (fate.icmp)
    text += "; " + describe(*fate.icmp) + " from " + unmapped(fate.icmp->from).to_string();
  if (judgement.caveats.has(Caveat::nothing_listens_yet))
    text += "; it may be closed only because nothing listens there";
  return {text + ".", ""};
}

Told tell_not_shown_closed(const Scene& scene, const Judgement& judgement) {
  return {sentence_of(scene, recall(scene, judgement.attempts)), ""};
}

}  // namespace oakprobe::telling
