#include "coordinator/diagnosis/group_wording.hpp"

#include "coordinator/diagnosis/agent_remedy.hpp"
#include "coordinator/diagnosis/names.hpp"
#include "coordinator/diagnosis/remedy.hpp"
#include "coordinator/diagnosis/wording.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace oakprobe::diagnosis {
namespace {

FinishedPath first_of(const FinishedCheck& check, const Group& group) {
  return check.paths[group.members.front()];
}

template <class Get>
bool all_share(const FinishedCheck& check, const Group& group, Get get) {
  const auto first = get(first_of(check, group));
  return std::all_of(group.members.begin(), group.members.end(), [&](std::size_t index) {
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
  // A proved `network` is nobody's; a shared end of several paths is where to look first.
  const bool placeless = where.empty() || where == SegmentSet{Segment::network};
  if (placeless || group.members.size() < 2) return std::nullopt;
  if (target && !source) return first.id.target;
  if (source && !target) return first.id.source;
  return std::nullopt;
}

// Taps saw how far they came.
std::string_view how_dropped(SegmentSet where) {
  if (where == SegmentSet{Segment::source_firewall}) return "never leave their source";
  if (where == SegmentSet{Segment::network}) return "leave their source and never arrive";
  if (where == SegmentSet{Segment::target_firewall}) return "arrive there and are not let in";
  return "vanish without a word";
}

std::string_view what_happens(const Verdict& verdict) {
  if (verdict.status == Status::exposed) return "reach what must be closed to them";
  if (!verdict.cause) return "could not be judged";
  switch (*verdict.cause) {
    case Cause::dropped:
      return how_dropped(verdict.where);
    case Cause::rejected:
      return "are rejected by an ICMP error or a reset";
    case Cause::refused:
      return "are refused";
    case Cause::not_running:
      return "end at a component that is installed and does not listen";
    case Cause::no_route:
      return "have no route";
    case Cause::unreachable_host:
      return "find nobody at the address";
    case Cause::name_resolution:
      return "have a name that does not resolve";
    case Cause::reverse_path:
      return "are discarded by the target's reverse-path filter";
    case Cause::intercepted:
      return "are answered by something else than the target";
    case Cause::wrong_service:
      return "are answered by another service";
    case Cause::config_mismatch:
      return "cannot work as Oakestra is configured";
    case Cause::return_lost:
      return "arrive, but no answer comes back";
    case Cause::source_rewritten:
      return "arrive from another source address";
    case Cause::mtu:
      return "fail for packets of full size";
    case Cause::loss:
      return "lose probes";
    case Cause::local_limit:
      return "met a limit of an end's own kernel";
    case Cause::agent_unreachable:
      return "could not be judged without an agent";
    case Cause::agent_lost:
      return "could not be judged because an agent was lost";
    case Cause::agent_busy:
      return "could not be judged because another check is running";
    case Cause::not_privileged:
      return "could not be judged for want of privilege";
    case Cause::port_used_as_source:
      return "could not be judged because a client socket holds the port";
    case Cause::conflicting_evidence:
      return "have evidence that contradicts itself";
  }
  return "";
}

constexpr std::size_t names_max = 4;

// "w1, w2, w3, w4 and 3 more"
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < names_max; ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > names_max)
    text += " and " + std::to_string(names.size() - names_max) + " more";
  return text;
}

// Each name once.
template <class Get>
std::string listed(const FinishedCheck& check, const Group& group, Get get) {
  std::vector<std::string> names;
  for (const std::size_t index : group.members) {
    const std::string& name = check.inventory.node(get(check.paths[index])).name;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
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

std::string message_of(const FinishedCheck& check, const Group& group) {
  if (!group.agents.empty()) return message_of_agents(check, group);
  const FinishedPath& first = first_of(check, group);
  const auto source = [](const FinishedPath& path) { return path.id.source; };
  const auto target = [](const FinishedPath& path) { return path.id.target; };
  const std::string port = std::string(to_string(check.inventory.flow(first.id.flow).protocol)) +
                           " " + std::to_string(first.port);
  const bool one_port = all_share(check, group, [](const FinishedPath& p) { return p.port; });
  std::string text = count_of(group.members.size(), "path") + " from " +
                     listed(check, group, source) + " to " + listed(check, group, target);
  if (one_port) text += " (" + port + ")";
  text += " " + std::string(what_happens(*first.verdict));
  if (group.by == GroupBy::router) text += ": " + group.router->to_string() + " says so";
  const bool all = group.by == GroupBy::target && group.members.size() == group.checked;
  if (all) text += ": all that were checked to that port";
  // What kept one path from being judged kept the others; the details are the first one's.
  const bool by_configuration = first.verdict->cause == Cause::config_mismatch;
  if (first.verdict->status == Status::unknown || by_configuration)
    text += ". The first: " + first.verdict->message;
  return text.back() == '.' ? text : text + ".";
}

std::string fix_of(const FinishedCheck& check, const Group& group) {
  if (!group.agents.empty()) return agents_remedy(check, group.agents) + ".";
  const FinishedPath& first = first_of(check, group);
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
  scope.source =
      shares_source(check, group)
          ? check.inventory.node(first.id.source).name
          : listed(check, group, [](const FinishedPath& path) { return path.id.source; });
  scope.target =
      shares_target(check, group)
          ? check.inventory.node(first.id.target).name
          : listed(check, group, [](const FinishedPath& path) { return path.id.target; });
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
  cause.node = guilty_node(check, group);
  cause.paths = group.members.size();
  const bool alone = group.members.size() == 1;
  cause.message = alone ? first.verdict->message : message_of(check, group);
  cause.fix = alone ? first.verdict->fix : fix_of(check, group);
  return cause;
}

}  // namespace oakprobe::diagnosis
