#include "coordinator/diagnosis/group_wording.hpp"

#include "base/listing.hpp"
#include "coordinator/diagnosis/agent_remedy.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/remedy.hpp"
#include "coordinator/diagnosis/what_happens.hpp"
#include "coordinator/diagnosis/wording.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace oakprobe::diagnosis {
namespace {

std::span<const std::size_t> judged(const Group& group) {
  return std::span(group.members).first(group.members.size() - group.unjudged);
}

FinishedPath first_of(const FinishedCheck& check, const Group& group) {
  return check.paths[group.members.front()];
}

// Of those that are judged as the first one is.
template <class Get>
bool all_share(const FinishedCheck& check, const Group& group, Get get) {
  const auto first = get(first_of(check, group));
  return std::ranges::all_of(judged(group), [&](std::size_t index) {
    return get(check.paths[index]) == first;
  });
}

bool only_at_target(SegmentSet where) {
  const auto segments = where.in_order();
  return !segments.empty() && std::all_of(segments.begin(), segments.end(), [](Segment segment) {
    return segment == Segment::target_firewall || segment == Segment::target_host ||
           segment == Segment::return_target_firewall;
  });
}

bool only_at_source(SegmentSet where) {
  const auto segments = where.in_order();
  return !segments.empty() && std::all_of(segments.begin(), segments.end(), [](Segment segment) {
    return segment == Segment::source_host || segment == Segment::source_firewall ||
           segment == Segment::return_source_firewall;
  });
}

bool shares_target(const FinishedCheck& check, const Group& group) {
  return all_share(check, group, [](const FinishedPath& path) { return path.id.target; });
}

bool shares_source(const FinishedCheck& check, const Group& group) {
  return all_share(check, group, [](const FinishedPath& path) { return path.id.source; });
}

// The node to look at: proved by the segments, or the one end that several paths share.
std::optional<NodeId> guilty_node(const FinishedCheck& check, const Group& group) {
  const FinishedPath& first = first_of(check, group);
  const SegmentSet where = first.verdict->where;
  const bool target = shares_target(check, group);
  const bool source = shares_source(check, group);
  if (only_at_target(where)) return target ? std::optional(first.id.target) : std::nullopt;
  if (only_at_source(where)) return source ? std::optional(first.id.source) : std::nullopt;
  if (group.by == GroupBy::agent) {
    return group.agents.size() == 1 ? std::optional(group.agents.front()) : std::nullopt;
  }
  if (first.verdict->status == Status::exposed && target) return first.id.target;
  if (group.by == GroupBy::host && (group.unjudged > 0 || !source)) return first.id.target;
  // A proved `network` is nobody's; a shared end of several paths is where to look first.
  const bool placeless = where.empty() || where == SegmentSet{Segment::network};
  if (placeless || group.members.size() < 2) return std::nullopt;
  if (target && !source) return first.id.target;
  if (source && !target) return first.id.source;
  return std::nullopt;
}

// "w1, w2, w3, w4 and 3 more"
std::string listed(const std::vector<std::string>& names) {
  return oakprobe::listed(names, group_names_max, ", ");
}

// Each name once.
template <class Get>
std::string listed(const FinishedCheck& check, const Group& group, Get get) {
  std::vector<std::string> names;
  std::vector<bool> known(check.inventory.nodes.size());
  for (const std::size_t index : judged(group)) {
    const NodeId node = get(check.paths.id_at(index));
    if (!known[index_of(node)]) names.push_back(check.inventory.node(node).name);
    known[index_of(node)] = true;
  }
  return listed(names);
}

// A path's own message may be of its other end's agent.
std::string trouble_of(const FinishedCheck& check, NodeId agent) {
  return agent_trouble(check.inventory.node(agent), check.nodes[index_of(agent)].observation);
}

std::string message_of_agents(const FinishedCheck& check, const Group& group) {
  std::vector<std::string> names;
  for (const NodeId agent : group.agents) names.push_back(check.inventory.node(agent).name);
  const std::string paths = count_of(group.members.size(), "path") + " could not be judged: ";
  const std::string first = trouble_of(check, group.agents.front());
  if (names.size() == 1) return paths + first + ".";
  return paths + "the agents of " + listed(names) + " failed alike: " + first + ".";
}

// Nobody is there: then that its agent did not start follows from it.
std::string unjudged_clause(const FinishedCheck& check, const Group& group) {
  if (group.unjudged == 0) return "";
  const NodeId host = first_of(check, group).id.target;
  return "; " + count_of(group.unjudged, "more path") +
         " from or to it could not be judged: " + trouble_of(check, host);
}

// What kept the agents themselves from looking, and where.
std::string message_of_instrument(const FinishedCheck& check, const Group& group) {
  const std::string paths = count_of(group.members.size(), "path") + " could not be judged: ";
  const std::string nodes = listed(check, group, [](const PathId& path) { return path.target; });
  const FinishedPath& first = first_of(check, group);
  if (first.verdict->cause == Cause::agent_busy)
    return paths + "another check is running, and its agents hold these ports on " + nodes + ".";
  if (first.listener == evidence::ListenMode::live)
    return paths + "programs on " + nodes +
           " hold these ports, and without taps the agents there do not see what reaches them.";
  return paths + "the agents on " + nodes + " may not listen on these ports.";
}

std::string message_of(const FinishedCheck& check, const Group& group) {
  if (!group.agents.empty()) return message_of_agents(check, group);
  if (group.by == GroupBy::instrument) return message_of_instrument(check, group);
  const FinishedPath& first = first_of(check, group);
  if (judged(group).size() == 1) {  // the others are not of its kind: it keeps its own sentence
    std::string text = first.verdict->message;
    if (text.ends_with('.')) text.pop_back();
    return text + unjudged_clause(check, group) + ".";
  }
  const auto source = [](const PathId& path) { return path.source; };
  const auto target = [](const PathId& path) { return path.target; };
  const std::string port = std::string(to_string(check.inventory.flow(first.id.flow).protocol)) +
                           " " + std::to_string(first.port);
  const bool one_port = all_share(check, group, [](const FinishedPath& p) { return p.port; });
  std::string text = count_of(group.members.size() - group.unjudged, "path") + " from " +
                     listed(check, group, source) + " to " + listed(check, group, target);
  if (one_port) text += " (" + port + ")";
  text += " " + std::string(what_happens(*first.verdict));
  if (group.by == GroupBy::router) text += ": " + group.router->to_string() + " says so";
  const bool all = group.by == GroupBy::target && group.members.size() == group.checked;
  if (all) text += ": all that were checked to that port";
  text += unjudged_clause(check, group);
  // What kept one path from being judged kept the others; the details are the first one's.
  const bool alike = first.verdict->status == Status::unknown ||
                     first.verdict->cause == Cause::config_mismatch ||
                     first.verdict->cause == Cause::name_resolution || group.by == GroupBy::mtu ||
                     (group.by == GroupBy::host && shares_source(check, group));
  if (alike) text += ". The first: " + first.verdict->message;
  return text.back() == '.' ? text : text + ".";
}

// Tunnels are told to send less, connections to be clamped: a fix each.
std::string fix_of_mtu(const FinishedCheck& check, const Group& group) {
  std::string fixes;
  for (const Protocol protocol : {Protocol::udp, Protocol::tcp}) {
    for (const std::size_t index : group.members) {
      const FinishedPath path = check.paths[index];
      if (check.inventory.flow(path.id.flow).protocol != protocol) continue;
      fixes += (fixes.empty() ? "" : " For the connections: ") + path.verdict->fix;
      break;
    }
  }
  return fixes;
}

// The command that starts its agent may be wrong as well.
std::string fix_if_it_is_there(const FinishedCheck& check, const Group& group) {
  const NodeId host = first_of(check, group).id.target;
  if (group.unjudged == 0 || !has_known_remedy(check.nodes[index_of(host)].observation)) return "";
  return " If it is there: " + agents_remedy(check, {host}) + ".";
}

std::string fix_of(const FinishedCheck& check, const Group& group) {
  if (!group.agents.empty()) return agents_remedy(check, group.agents) + ".";
  if (group.by == GroupBy::mtu) return fix_of_mtu(check, group);
  const FinishedPath& first = first_of(check, group);
  if (group.by == GroupBy::instrument) return first.verdict->fix;
  if (group.by == GroupBy::host) return first.verdict->fix + fix_if_it_is_there(check, group);
  if (all_share(check, group, [](const FinishedPath& p) { return p.verdict->fix; })) {
    return first.verdict->fix;
  }
  const bool one_port = all_share(check, group, [](const FinishedPath& p) { return p.port; });
  const bool forwards = first.verdict->fix.find("forward ") != std::string::npos ||
                        first.verdict->fix.find("outer packets") != std::string::npos;
  if (!first.verdict->cause || !is_remedied_by_segment(*first.verdict->cause) || !one_port ||
      forwards) {
    return "For the first of them: " + first.verdict->fix;
  }
  RemedyScope scope;
  scope.source = shares_source(check, group)
                     ? check.inventory.node(first.id.source).name
                     : listed(check, group, [](const PathId& path) { return path.source; });
  scope.target = shares_target(check, group)
                     ? check.inventory.node(first.id.target).name
                     : listed(check, group, [](const PathId& path) { return path.target; });
  scope.protocol = check.inventory.flow(first.id.flow).protocol;
  scope.port = first.port;
  scope.listen_port = first.listen_port != 0 ? first.listen_port : first.port;
  return remedy_by_segment(first.verdict->where, scope);
}

}  // namespace

CommonCause describe_group(const FinishedCheck& check, const Group& group) {
  const FinishedPath& first = first_of(check, group);
  CommonCause cause;
  cause.cause = first.verdict->cause;
  cause.status = first.verdict->status;
  cause.where = first.verdict->where;
  // One fault, whose place not every path shows alike.
  if (group.by == GroupBy::host || group.by == GroupBy::mtu)
    for (const std::size_t index : judged(group))
      for (const Segment segment : check.paths.state_at(index).verdict->where.in_order())
        cause.where.insert(segment);
  cause.node = guilty_node(check, group);
  cause.paths = group.members.size();
  cause.unjudged = group.unjudged;
  cause.agents = group.agents;
  if (group.unjudged > 0) cause.agents = {first.id.target};
  const bool alone = group.members.size() == 1;
  cause.message = alone ? first.verdict->message : message_of(check, group);
  cause.fix = alone ? first.verdict->fix : fix_of(check, group);
  return cause;
}

}  // namespace oakprobe::diagnosis
