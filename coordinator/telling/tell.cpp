#include "coordinator/telling/tell.hpp"

#include "base/described_enum.hpp"
#include "coordinator/diagnosis/finding_rules.hpp"
#include "coordinator/diagnosis/known_path.hpp"
#include "coordinator/telling/firewall_rule_text.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/rule_words.hpp"
#include "coordinator/telling/tell_finding.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::telling {
namespace {

// What a finding says stands with the finding.
Told tell_nothing(const Scene&, const Judgement&) { return {}; }

struct RuleWords {
  Rule rule;
  Told (*tell)(const Scene&, const Judgement&);
};

constexpr std::array rule_words{
    RuleWords{Rule::opened, tell_opened},
    RuleWords{Rule::failed_attempts, tell_failed_attempts},
    RuleWords{Rule::no_attempt_told, tell_no_attempt},
    RuleWords{Rule::exposed, tell_exposed},
    RuleWords{Rule::closed, tell_closed},
    RuleWords{Rule::not_shown_closed, tell_not_shown_closed},
    RuleWords{Rule::source_without_agent, tell_source_without_agent},
    RuleWords{Rule::target_without_address, tell_target_without_address},
    RuleWords{Rule::source_told_nothing, tell_source_told_nothing},
    RuleWords{Rule::run_cut_short, tell_run_cut_short},
    RuleWords{Rule::nothing_dialled, tell_nothing_dialled},
    RuleWords{Rule::other_family, tell_other_family},
    RuleWords{Rule::impossible_family, tell_impossible_family},
    RuleWords{Rule::dials_itself, tell_dials_itself},
    RuleWords{Rule::service_answers, tell_service_answers},
    RuleWords{Rule::service_denied, tell_service_denied},
    RuleWords{Rule::service_doubtful, tell_service_doubtful},
    RuleWords{Rule::service_silent, tell_service_silent},
    RuleWords{Rule::service_unclear, tell_service_unclear},
    RuleWords{Rule::other_service, tell_other_service},
    RuleWords{Rule::taken_by_proxy, tell_taken_by_proxy},
    RuleWords{Rule::unreported_delivery, tell_unreported_delivery},
    RuleWords{Rule::never_sent, tell_never_sent},
    RuleWords{Rule::answered_from_elsewhere, tell_answered_from_elsewhere},
    RuleWords{Rule::source_translated, tell_source_translated},
    RuleWords{Rule::source_rewritten, tell_source_rewritten},
    RuleWords{Rule::connections_lost, tell_connections_lost},
    RuleWords{Rule::probes_lost, tell_probes_lost},
    RuleWords{Rule::full_packets_lost, tell_full_packets_lost},
    RuleWords{Rule::full_segments_lost, tell_full_segments_lost},
    RuleWords{Rule::answers_lost_by_port, tell_answers_lost_by_port},
    RuleWords{Rule::found_on_node, tell_nothing},
};
static_assert(has_one_for_each(rule_words, &RuleWords::rule));

// Why nobody needs the path: which of its ends has no tunnel, the first in the inventory.
std::string excuse_of(const FinishedCheck& check, const PathId& path) {
  for (const NodeId node : {std::min(path.source, path.target), std::max(path.source, path.target)})
    if (has_no_overlay(check.nodes[index_of(node)].observation.facts))
      return "No tunnel is expected of " + check.inventory.node(node).name +
             " (overlay_network in its conf.json). ";
  return "";
}

}  // namespace

Told tell_opened(const Scene& scene, const Judgement&) {
  const PathEvidence& evidence = *scene.evidence;
  return {
      opened_sentence(
          {evidence.source_node(),
           evidence.target_node(),
           evidence.flow().protocol,
           evidence.path.address->text(),
           evidence.path.port,
           evidence.dial}
      ),
      ""};
}

Told tell(const PathEvidence& evidence, const Judgement& judgement) {
  const Scene scene = scene_of(evidence);
  Told told = rule_words[static_cast<std::size_t>(judgement.rule)].tell(scene, judgement);
  switch (judgement.astray) {
    case Astray::none:
      return told;
    case Astray::perhaps_to_itself:
      return perhaps_to_itself(scene, std::move(told));
    case Astray::by_name:
      return astray_by_name(scene, std::move(told));
  }
  return told;
}

Told tell(const FinishedCheck& check, const FinishedPath& path) {
  const Judgement& judgement = *path.verdict;
  Told told;
  if (const FoundAt found = finding_of(check, path); found.finding != nullptr) {
    told = tell_finding(check, found.node, *found.finding);
  } else if (judgement.rule == Rule::opened) {  // most of a mesh: spared what the others need
    told.message = opened_sentence(
        {check.inventory.node(path.id.source),
         check.inventory.node(path.id.target),
         check.inventory.flow(path.id.flow).protocol,
         path.address->text(),
         path.port,
         path.dial ? &*path.dial : nullptr}
    );
  } else {
    told = tell(KnownPath(check, path).evidence(), judgement);
  }
  told.message += rule_sentence(check, path);
  if (!judgement.not_needed) return told;
  return {excuse_of(check, path.id) + told.message, ""};
}

}  // namespace oakprobe::telling
