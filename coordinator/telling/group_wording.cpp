#include "coordinator/telling/group_wording.hpp"

#include "base/listing.hpp"
#include "coordinator/diagnosis/common_causes.hpp"
#include "coordinator/telling/agent_remedy.hpp"
#include "coordinator/telling/cause_words.hpp"
#include "coordinator/telling/firewall_rule_text.hpp"
#include "coordinator/telling/marked_text.hpp"
#include "coordinator/telling/remedy.hpp"
#include "coordinator/telling/tell.hpp"
#include "coordinator/telling/wording.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace oakprobe::telling {
namespace {

// Of a group's ports so many are named.
constexpr std::size_t ports_told_max = 12;

// "w1, w2, w3, w4 and 3 more"
std::string some_of(const std::vector<std::string>& names) {
  return listed(names, group_names_max, ", ");
}

// Every message ends with one.
std::string without_stop(std::string text) {
  if (!text.empty()) text.pop_back();
  return text;
}

std::string port_text(Protocol protocol, std::uint16_t port) {
  return std::string(name_of(protocol)) + " " + std::to_string(port);
}

class GroupTelling {
 public:
  GroupTelling(
      const FinishedCheck& check, const CommonCause& cause, std::span<const std::size_t> members
  )
      : check_(check), cause_(cause), members_(members), first_(check.paths[cause.first]) {
    for (const std::size_t index : members)
      if (cause.unjudged == 0 || check.paths.state_at(index).verdict->status == cause.status)
        judged_.push_back(index);
    told_ = tell(check, first_);
  }

  [[nodiscard]] Told told() const {
    if (members_.size() == 1) return told_;
    Told all{message(), ""};
    all.repair = repair();
    all.fix = all.repair ? text_of(*all.repair) : fix();
    return all;
  }

 private:
  [[nodiscard]] std::string message() const {
    if (!cause_.agents.empty() && cause_.unjudged == 0) return message_of_agents();
    if (cause_.by == GroupBy::instrument) return message_of_instrument();
    // The others are not of its kind: it keeps its own sentence.
    if (judged_.size() == 1) return without_stop(told_.message) + unjudged_clause() + ".";
    std::string text = count_of(judged_.size(), "path") + " from " + listed_ends(&PathId::source) +
                       " to " + listed_ends(&PathId::target);
    if (is_one_port()) text += " (" + port_text(protocol_of(first_.id), first_.port) + ")";
    text += " " + std::string(what_happens(cause_.status, cause_.cause, first_.verdict->where));
    if (cause_.router) text += ": " + cause_.router->to_string() + " says so";
    text += counted_clause();
    text += unjudged_clause();
    if (is_told_by_first()) return text + ". The first: " + told_.message;
    return text + "." + rule_sentence(check_, judged_);
  }

  // How many of all that the cause speaks of.
  [[nodiscard]] std::string counted_clause() const {
    if (cause_.of == 0) return "";
    const std::string counted =
        judged_.size() == cause_.of
            ? "all"
            : std::to_string(judged_.size()) + " of the " + std::to_string(cause_.of);
    const std::string scope =
        cause_.by == GroupBy::target ? "to that port" : scope_text(check_, cause_.scope);
    return ": " + counted + " that were checked" + (scope.empty() ? "" : " " + scope);
  }

  // What kept one path from being judged kept the others; the details are the first one's.
  [[nodiscard]] bool is_told_by_first() const {
    return cause_.status == Status::unknown || cause_.cause == Cause::config_mismatch ||
           cause_.cause == Cause::name_resolution || cause_.by == GroupBy::mtu ||
           (cause_.by == GroupBy::host && share(&PathId::source));
  }

  // A path's own message may be of its other end's agent.
  [[nodiscard]] std::string trouble_of(NodeId agent) const {
    return agent_trouble(check_.inventory.node(agent), check_.nodes[index_of(agent)].observation);
  }

  [[nodiscard]] std::string message_of_agents() const {
    std::vector<std::string> names;
    for (const NodeId agent : cause_.agents) names.push_back(check_.inventory.node(agent).name);
    const std::string paths = count_of(members_.size(), "path") + " could not be judged: ";
    const std::string first = trouble_of(cause_.agents.front());
    if (names.size() == 1) return paths + first + ".";
    return paths + "the agents of " + some_of(names) + " failed alike: " + first + ".";
  }

  // What kept the agents themselves from looking, and where.
  [[nodiscard]] std::string message_of_instrument() const {
    const std::string paths = count_of(members_.size(), "path") + " could not be judged: ";
    const std::string nodes = listed_ends(&PathId::target);
    if (cause_.cause == Cause::agent_busy)
      return paths + "another check is running, and its agents hold these ports on " + nodes + ".";
    if (first_.listener == evidence::ListenMode::live)
      return paths + "programs on " + nodes +
             " hold these ports, and without taps the agents there do not see what reaches them.";
    return paths + "the agents on " + nodes + " may not listen on these ports.";
  }

  // Nobody is there: then that its agent did not start follows from it.
  [[nodiscard]] std::string unjudged_clause() const {
    if (cause_.unjudged == 0) return "";
    return "; " + count_of(cause_.unjudged, "more path") +
           " from or to it could not be judged: " + trouble_of(first_.id.target);
  }

  [[nodiscard]] std::string fix() const {
    if (!cause_.agents.empty() && cause_.unjudged == 0)
      return agents_remedy(check_, cause_.agents) + ".";
    if (cause_.by == GroupBy::mtu) return fix_of_mtu();
    if (cause_.by == GroupBy::instrument) return told_.fix.marked();
    if (cause_.by == GroupBy::host) return told_.fix.marked() + fix_if_it_is_there();
    if (share_fix()) return told_.fix.marked();
    const bool by_segment =
        cause_.cause && is_remedied_by_segment(*cause_.cause) && !told_.is_own_fix;
    if (!by_segment) return "For the first of them: " + told_.fix.marked();
    RemedyScope scope;
    scope.source = listed_ends(&PathId::source);
    scope.target = listed_ends(&PathId::target);
    scope.protocol = protocol_of(first_.id);
    scope.port = first_.port;
    scope.listen_port = first_.listen_port != 0 ? first_.listen_port : first_.port;
    const bool at_one_target =
        told_.repair && told_.repair->node == first_.id.target && share(&PathId::target);
    return remedy_by_segment(first_.verdict->where, scope) + other_ports() +
           (at_one_target ? " `oakprobe firewall` writes all the rules that it needs."_marked : "");
  }

  // Of few peers each has its commands, all of them on one host.
  [[nodiscard]] std::optional<Repair> repair() const {
    std::optional<Repair> joined = told_.repair;
    if (!joined) return std::nullopt;
    for (const std::size_t index : judged_) {
      const auto one = tell(check_, check_.paths[index]).repair;
      if (!one || !widen(*joined, *one)) return std::nullopt;
    }
    return joined;
  }

  // That the same is to be done for.
  [[nodiscard]] std::string other_ports() const {
    std::set<std::pair<Protocol, std::uint16_t>> ports;
    for (const std::size_t index : judged_)
      ports.emplace(protocol_of(check_.paths.id_at(index)), check_.paths.end_at(index).port);
    ports.erase({protocol_of(first_.id), first_.port});
    if (ports.empty()) return "";
    std::vector<std::string> texts;
    for (const auto& [protocol, port] : ports) texts.push_back(port_text(protocol, port));
    return " The same for " + listed(texts, ports_told_max) + ".";
  }

  // Tunnels are told to send less, connections to be clamped: a fix each.
  [[nodiscard]] std::string fix_of_mtu() const {
    std::string fixes;
    for (const Protocol protocol : {Protocol::udp, Protocol::tcp}) {
      const auto found = std::ranges::find_if(members_, [&](std::size_t index) {
        return protocol_of(check_.paths.id_at(index)) == protocol;
      });
      if (found == members_.end()) continue;
      fixes += (fixes.empty() ? "" : " For the connections: ") +
               tell(check_, check_.paths[*found]).fix.marked();
    }
    return fixes;
  }

  // The command that starts its agent may be wrong as well.
  [[nodiscard]] std::string fix_if_it_is_there() const {
    const NodeId host = first_.id.target;
    const bool known = has_known_remedy(check_.nodes[index_of(host)].observation);
    if (cause_.unjudged == 0 || !known) return "";
    return " If it is there: " + agents_remedy(check_, {host}) + ".";
  }

  [[nodiscard]] Protocol protocol_of(const PathId& path) const {
    return check_.inventory.flow(path.flow).protocol;
  }

  [[nodiscard]] bool share(NodeId PathId::*end) const {
    return std::ranges::all_of(judged_, [&](std::size_t index) {
      return check_.paths.id_at(index).*end == first_.id.*end;
    });
  }
  [[nodiscard]] bool is_one_port() const {
    return std::ranges::all_of(judged_, [&](std::size_t index) {
      return check_.paths.end_at(index).port == first_.port;
    });
  }
  // One thing is to be done for all of them.
  [[nodiscard]] bool share_fix() const {
    return std::ranges::all_of(judged_, [&](std::size_t index) {
      return index == cause_.first || tell(check_, check_.paths[index]).fix == told_.fix;
    });
  }

  // Each name once.
  [[nodiscard]] std::string listed_ends(NodeId PathId::*end) const {
    std::vector<std::string> names;
    std::vector<bool> known(check_.inventory.nodes.size());
    for (const std::size_t index : judged_) {
      const NodeId node = check_.paths.id_at(index).*end;
      if (!known[index_of(node)]) names.push_back(check_.inventory.node(node).name);
      known[index_of(node)] = true;
    }
    return some_of(names);
  }

  const FinishedCheck& check_;
  const CommonCause& cause_;
  std::span<const std::size_t> members_;
  FinishedPath first_;
  std::vector<std::size_t> judged_;  // as the first one is
  Told told_;                        // of the first one
};

}  // namespace

std::string scope_text(const FinishedCheck& check, const CauseScope& scope) {
  std::string text;
  const auto add = [&](std::string_view way, std::optional<NodeId> node, std::string network) {
    if (!node && network.empty()) return;
    if (!text.empty()) text += " ";
    text += way;
    text += node ? check.inventory.node(*node).name : "cluster " + network;
  };
  add("from ", scope.source, scope.source_network);
  add("to ", scope.target, scope.target_network);
  if (scope.port == 0) return text;
  const std::string port = port_text(scope.protocol, scope.port);
  return text.empty() ? "to " + port : text + " (" + port + ")";
}

Told tell(
    const FinishedCheck& check, const CommonCause& cause, std::span<const std::size_t> members
) {
  return GroupTelling(check, cause, members).told();
}

std::vector<Told> tell_causes(const FinishedCheck& check) {
  const auto members = members_of_causes(check);
  std::vector<Told> told;
  for (std::size_t at = 0; at < check.causes.size(); ++at)
    told.push_back(tell(check, check.causes[at], members[at]));
  return told;
}

}  // namespace oakprobe::telling
