#include "coordinator/report/story.hpp"

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
        add(list,
            check.inventory.nodes[i].name + " (" + std::string(to_string(severity)) + ", " +
                finding.code + ")",
            finding.message + (finding.fix.empty() ? "" : " Fix: " + finding.fix));
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
  const auto many = [](std::uint32_t count, const char* one) {
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
  };
  for (std::size_t i = 0; i < std::min(touched.bound.size(), ports_max); ++i) {
    text += (i == 0 ? "listened on " : ", ") + std::string(to_string(touched.bound[i].protocol)) +
            "/" + std::to_string(touched.bound[i].port);
  }
  if (touched.bound.size() > ports_max) {
    text += " and " + std::to_string(touched.bound.size() - ports_max) + " more";
  }
  if (touched.live_connections > 0) {
    also(many(touched.live_connections, "connection") + " to running services");
  }
  if (touched.live_datagrams > 0) {
    also(many(touched.live_datagrams, "datagram") + " to running services");
  }
  return text;
}

// Agents that failed with the same words: a password that is wrong is so on every node.
struct AlikeAgents {
  AgentState state{};
  std::string_view words;
  std::vector<std::string_view> names;
};

std::vector<AlikeAgents> failed_alike(const FinishedCheck& check) {
  std::vector<AlikeAgents> all;
  std::map<std::pair<AgentState, std::string_view>, std::size_t> known;
  for (std::size_t i = 0; i < check.nodes.size(); ++i) {
    const diagnosis::NodeObservation& seen = check.nodes[i].observation;
    if (seen.agent != AgentState::unreachable && seen.agent != AgentState::lost) continue;
    const auto [place, first] = known.try_emplace({seen.agent, seen.agent_error}, all.size());
    if (first) all.push_back({seen.agent, seen.agent_error, {}});
    all[place->second].names.push_back(check.inventory.nodes[i].name);
  }
  return all;
}

// "w1, w2 and 30 more"
std::string names_text(const std::vector<std::string_view>& names) {
  constexpr std::size_t names_max = 8;
  std::string text;
  const std::size_t told = std::min(names.size(), names_max);
  for (std::size_t i = 0; i < told; ++i) text.append(i == 0 ? "" : ", ").append(names[i]);
  if (told < names.size()) text += " and " + std::to_string(names.size() - told) + " more";
  return text;
}

}  // namespace

NamedList tell_failed_agents(const FinishedCheck& check) {
  const char* title =
      check.interrupted ? "Agents that failed, or were cut off" : "Agents that failed";
  NamedList list{title, {}, 0};
  for (const AlikeAgents& alike : failed_alike(check)) {
    add(list,
        names_text(alike.names) + " (" + std::string(to_string(alike.state)) + ")",
        alike.words.empty() ? "it left no last words" : std::string(alike.words));
  }
  return list;
}

std::vector<NamedList> tell_nodes(const FinishedCheck& check) {
  std::vector<NamedList> lists{tell_failed_agents(check), findings(check)};
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
