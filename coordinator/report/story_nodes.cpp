#include "base/listing.hpp"
#include "coordinator/diagnosis/alike_words.hpp"
#include "coordinator/report/story.hpp"
#include "coordinator/telling/agent_remedy.hpp"
#include "coordinator/telling/group_wording.hpp"
#include "coordinator/telling/tell_finding.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace oakprobe::report {
namespace {

using diagnosis::AgentState;
using diagnosis::Finding;
using diagnosis::FinishedCheck;
using diagnosis::Severity;

constexpr std::size_t lines_max = 20;  // all are in the JSON report

void add(NamedList& list, std::string name, std::string words) {
  if (list.lines.size() < lines_max) {
    list.lines.push_back({std::move(name), std::move(words)});
  } else {
    ++list.left;
  }
}

NamedList findings(const FinishedCheck& check) {
  NamedList list{"What is wrong on the machines", {}, 0};
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
    for (std::size_t i = 0; i < check.nodes.size(); ++i) {
      for (const Finding& finding : check.nodes[i].findings) {
        if (finding.severity != severity) continue;
        const NodeId node{static_cast<std::uint32_t>(i)};
        const telling::Told told = telling::tell_finding(check, node, finding);
        add(list,
            check.inventory.nodes[i].name + " (" + std::string(name_of(severity)) + ", " +
                std::string(name_of(finding.code)) + ")",
            told.message + (told.fix.empty() ? "" : " Fix: " + told.fix.marked()));
      }
    }
  }
  return list;
}

std::string touched_text(const diagnosis::Touched& touched) {
  constexpr std::size_t ports_max = 8;
  std::string text;
  const auto also = [&text](const std::string& words) {
    text += (text.empty() ? "" : "; ") + words;
  };
  for (std::size_t i = 0; i < std::min(touched.bound.size(), ports_max); ++i) {
    text += (i == 0 ? "listened on " : ", ") + std::string(name_of(touched.bound[i].protocol)) +
            "/" + std::to_string(touched.bound[i].port);
  }
  if (touched.bound.size() > ports_max) {
    text += " and " + std::to_string(touched.bound.size() - ports_max) + " more";
  }
  if (touched.live_connections > 0) {
    also(count_of(touched.live_connections, "connection") + " to running services");
  }
  if (touched.live_datagrams > 0) {
    also(count_of(touched.live_datagrams, "datagram") + " to running services");
  }
  return text;
}

// Agents that failed alike: a key that is not there is so on every node, whatever its name.
struct AlikeAgents {
  AgentState state{};
  std::vector<NodeId> nodes;
};

std::vector<AlikeAgents> failed_alike(const FinishedCheck& check) {
  std::vector<AlikeAgents> all;
  std::map<std::pair<AgentState, std::string>, std::size_t> known;
  for (std::size_t i = 0; i < check.nodes.size(); ++i) {
    const AgentState state = check.nodes[i].observation.agent;
    if (state != AgentState::unreachable && state != AgentState::lost) continue;
    const NodeId node{static_cast<std::uint32_t>(i)};
    const auto [place, first] =
        known.try_emplace({state, diagnosis::alike_words(check, node)}, all.size());
    if (first) all.push_back({state, {}});
    all[place->second].nodes.push_back(node);
  }
  return all;
}

// "w1, w2 and 30 more"
std::string names_text(const FinishedCheck& check, const std::vector<NodeId>& nodes) {
  constexpr std::size_t names_max = 8;
  std::vector<std::string> names;
  for (const NodeId node : nodes) names.push_back(check.inventory.node(node).name);
  return listed(names, names_max, ", ");
}

// " Fix: …", where the failure is a usual one.
std::string fix_clause(const FinishedCheck& check, const AlikeAgents& alike) {
  const auto& first = check.nodes[index_of(alike.nodes.front())].observation;
  if (!telling::has_known_remedy(first)) return "";
  return (first.agent_error.ends_with('.') ? " Fix: " : ". Fix: ") +
         telling::agents_remedy(check, alike.nodes) + ".";
}

// By NodeId: an entry of what is wrong or unknown explains why it has no agent.
std::vector<bool> explained_agents(const FinishedCheck& check) {
  std::vector<bool> explained(check.nodes.size());
  for (const diagnosis::CommonCause& cause : check.causes)
    for (const NodeId agent : cause.agents) explained[index_of(agent)] = true;
  return explained;
}

std::string state_of(const FinishedCheck& check, const AlikeAgents& alike) {
  return names_text(check, alike.nodes) + " (" + std::string(name_of(alike.state)) + ")";
}

std::string last_words(const FinishedCheck& check, const AlikeAgents& alike) {
  const std::string& words = check.nodes[index_of(alike.nodes.front())].observation.agent_error;
  return words.empty() ? "it left no last words" : words;
}

NamedList failed_agents(const FinishedCheck& check) {
  const char* title =
      check.interrupted ? "Agents that failed, or were cut off" : "Agents that failed";
  return {title, {}, 0};
}

}  // namespace

NamedList tell_failed_agents(const FinishedCheck& check, const std::set<NodeId>& told) {
  NamedList list = failed_agents(check);
  for (const AlikeAgents& alike : failed_alike(check))
    if (std::ranges::none_of(alike.nodes, [&](NodeId node) { return told.contains(node); }))
      add(list, state_of(check, alike), last_words(check, alike));
  return list;
}

std::vector<NamedList> tell_nodes(const FinishedCheck& check) {
  const std::vector<bool> explained = explained_agents(check);
  NamedList failed = failed_agents(check);
  for (const AlikeAgents& alike : failed_alike(check)) {
    const bool told =
        std::ranges::all_of(alike.nodes, [&](NodeId node) { return explained[index_of(node)]; });
    // The entry has said all of it, unless it could not name all.
    if (told && alike.nodes.size() <= telling::group_names_max) continue;
    const std::string words = last_words(check, alike);
    add(failed, state_of(check, alike), told ? words : words + fix_clause(check, alike));
  }
  std::vector<NamedList> lists{std::move(failed), findings(check)};
  std::erase_if(lists, [](const NamedList& list) { return list.lines.empty(); });
  return lists;
}

NamedList tell_touched(const FinishedCheck& check) {
  NamedList list{"What was touched", {}, 0};
  for (std::size_t i = 0; i < check.nodes.size(); ++i) {
    const std::string text = touched_text(check.nodes[i].touched);
    if (!text.empty()) add(list, check.inventory.nodes[i].name, text);
  }
  return list;
}

}  // namespace oakprobe::report
