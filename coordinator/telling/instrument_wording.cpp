#include "coordinator/telling/agent_remedy.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/rule_words.hpp"
#include "coordinator/telling/wording.hpp"

// Where the instrument failed, or dialled what Oakestra does not.
namespace oakprobe::telling {
namespace {

std::string trouble_of_target(const Scene& scene) {
  return agent_trouble(scene.evidence->target_node(), *scene.evidence->target);
}

bool is_source_lost(const Scene& scene) {
  return scene.evidence->source->agent == AgentState::lost;
}

// How the loss of its agent begins a sentence about the source; empty: it was not lost.
std::string lost_prefix(const Scene& scene) {
  if (!is_source_lost(scene)) return "";
  return agent_trouble(scene.evidence->source_node(), *scene.evidence->source) + "; ";
}

std::string fix_of_source(const Scene& scene) {
  if (!is_source_lost(scene)) return "Check again.";
  return agent_remedy(scene.evidence->source_node(), *scene.evidence->source) + ".";
}

}  // namespace

Told tell_source_without_agent(const Scene& scene, const Judgement&) {
  const inventory::Node& source = scene.evidence->source_node();
  const NodeObservation& seen = *scene.evidence->source;
  Told told;
  told.message = agent_sentence(source, seen);
  told.fix = seen.agent == AgentState::none
                 ? "To see this way, too, give " + source.name +
                       " an agent: take agent: none away from it in the inventory, and check again."
                 : agent_remedy(source, seen) + ".";
  return told;
}

Told tell_target_without_address(const Scene& scene, const Judgement&) {
  const inventory::Node& target = scene.evidence->target_node();
  return {
      target.name +
          "'s address is \"auto\" and its agent did not tell it: " + trouble_of_target(scene) + ".",
      agent_remedy(target, *scene.evidence->target) + "."};
}

Told tell_source_told_nothing(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  return {
      lost_prefix(scene) + names.source + "'s agent told nothing of its probes to " + names.where +
          ".",
      fix_of_source(scene)};
}

Told tell_run_cut_short(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  const std::string lost = lost_prefix(scene);
  return {
      lost + (lost.empty() ? "The" : "the") + " run ended before " + names.source +
          " was done with dialling " + names.where + ".",
      fix_of_source(scene)};
}

Told tell_nothing_dialled(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  return {
      lost_prefix(scene) + names.source + "'s agent reported no attempt to dial " + names.where +
          ".",
      fix_of_source(scene)};
}

Told tell_no_attempt(const Scene& scene, const Judgement&) {
  const Names names = names_of(scene);
  return {
      names.source + "'s agent told of no attempt to dial " + names.where + ".", "Check again."};
}

Told tell_other_family(const Scene& scene, const Judgement&) {
  const std::string& component = scene.evidence->flow().component;
  return {
      names_of(scene).address + " was dialled, but the name has an IPv4 address too, and " +
          (component.empty() ? "Oakestra" : component) + " would take that one.",
      "Give the IPv4 address in the inventory."};
}

Told tell_impossible_family(const Scene& scene, const Judgement&) {
  const inventory::Flow& flow = scene.evidence->flow();
  const Names names = names_of(scene);
  const bool v6 = scene.dialled && scene.dialled->is_v6();
  return {
      (flow.component.empty() ? "Oakestra" : flow.component) + " cannot dial " +
          (v6 ? "an IPv6" : "an IPv4") + " address on this flow (" + flow.id + "), and " +
          names.target + "'s is " + names.address + ".",
      "Give " + names.target + " an " + (v6 ? "IPv4" : "IPv6") + " address that " + names.source +
          " can reach, in Oakestra's configuration and in the inventory."};
}

}  // namespace oakprobe::telling
