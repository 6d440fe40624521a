#include "base/printable.hpp"
#include "coordinator/telling/error_text.hpp"
#include "coordinator/telling/names.hpp"
#include "coordinator/telling/wording.hpp"

namespace oakprobe::telling {

std::string agent_trouble(const inventory::Node& node, const NodeObservation& observation) {
  std::string words = excerpt(observation.agent_error);
  while (words.ends_with('.')) words.pop_back();  // a sentence goes on, or ends, behind them
  const std::string tail = words.empty() ? "" : ": " + words;
  switch (observation.agent) {
    case AgentState::none:
      return "no agent runs on " + node.name + " (agent: none)";
    case AgentState::unreachable:
      return node.name + "'s agent could not be reached" + tail;
    case AgentState::lost:
      return node.name + "'s agent was lost during the check" + tail;
    case AgentState::reached:
      return node.name + "'s agent did not report" + tail;
  }
  return "";
}

std::string agent_sentence(const inventory::Node& node, const NodeObservation& observation) {
  std::string text = agent_trouble(node, observation) + ".";
  if (observation.agent == AgentState::none)
    text.front() = 'N';  // else a name, which keeps its case
  return text;
}

std::string owner_clause(const Scene& scene) {
  const Names names = names_of(scene);
  const evidence::ArmedPort& listener = *scene.evidence->listener;
  std::string owner = listener.process.empty() ? "a process" : excerpt(listener.process);
  if (listener.pid > 0) owner += " (pid " + std::to_string(listener.pid) + ")";
  return owner + " on " + names.target + " holds " + names.listen_port;
}

std::string unwatched_reason(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  const Names names = names_of(scene);
  const evidence::ArmedPort* listener = evidence.listener;
  switch (scene.watch) {
    case Watch::stand_in:
      return "our stand-in on " + names.target + " was not asked to answer";
    case Watch::stand_in_lost:
      return agent_trouble(evidence.target_node(), *evidence.target);
    case Watch::live:
    case Watch::busy: {
      const std::string holds = owner_clause(scene);
      if (scene.watch == Watch::busy) return holds + ": another check is running there";
      return holds + (is_without_taps(*evidence.target)
                          ? ", and without taps the agent there does not see what reaches it"
                          : ", and what reaches it was not watched");
    }
    case Watch::idle:
      return "nothing listens on " + names.target + "'s " + names.listen_port;
    case Watch::not_running:
      return "on " + names.target + " nothing listens on " + names.listen_port + ", though " +
             names.component + " is installed (" + excerpt(listener->installed_as) + ")";
    case Watch::used_as_source:
      return "a client socket on " + names.target + " happens to use " + names.listen_port +
             ", so nothing could listen there";
    case Watch::failed:
      return "the stand-in on " + names.target + " could not listen on " + names.listen_port +
             " (" + errno_text(listener->error) + ")";
    case Watch::nobody:
    case Watch::agent_missing:
      return agent_trouble(evidence.target_node(), *evidence.target);
  }
  return "";
}

}  // namespace oakprobe::telling
