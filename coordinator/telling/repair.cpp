#include "coordinator/telling/repair.hpp"

#include "base/ip_prefix.hpp"
#include "base/listing.hpp"
#include "coordinator/diagnosis/addresses.hpp"
#include "coordinator/diagnosis/blocking_rule.hpp"
#include "coordinator/diagnosis/journey.hpp"
#include "coordinator/telling/marked_text.hpp"
#include "coordinator/telling/remedy.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::telling {
namespace {

constexpr std::array firewalls{
    Segment::target_firewall,
    Segment::source_firewall,
    Segment::return_target_firewall,
    Segment::return_source_firewall};

// Which rule of its host ends the path there, that ends somewhere in `where`; nullptr: not known.
const evidence::FirewallRule* rule_at(const Scene& scene, SegmentSet where, Segment segment) {
  const evidence::RuleFinding* const found = diagnosis::blocking_rule(scene.evidence->rules, where);
  return found != nullptr && diagnosis::segment_of(*found) == segment ? &found->rule : nullptr;
}

bool is_at_source(Segment segment) {
  return segment == Segment::source_firewall || segment == Segment::return_source_firewall;
}

// Docker leads it to a container by a translation; what other proxies take comes by INPUT.
bool is_published(const Scene& scene, Segment segment) {
  return segment == Segment::target_firewall && scene.evidence->listener != nullptr &&
         scene.evidence->listener->process == "docker-proxy";
}

std::optional<Passage> passage_at(const Scene& scene, Segment segment) {
  const RemedyScope scope = scope_of(scene);
  const bool at_source = is_at_source(segment);
  const auto peer = at_source ? scene.dialled : source_as_seen(scene);
  // A zone is one machine's own, and its own packets don't meet the rules for others'.
  if (!peer || peer->is_loopback() || (peer->is_v6() && peer->to_v6().is_link_local()))
    return std::nullopt;
  Passage passage;
  passage.answers =
      segment == Segment::return_target_firewall || segment == Segment::return_source_firewall;
  passage.leaves = at_source != passage.answers;
  passage.protocol = scope.protocol;
  passage.peer = unmapped(*peer);
  passage.port = at_source ? scope.port : scope.listen_port;
  passage.published = is_published(scene, segment);
  return passage;
}

std::string let_pass(const Passage& passage) {
  const std::string port =
      std::string(name_of(passage.protocol)) + " " + std::to_string(passage.port);
  const std::string peer = (passage.leaves ? " to " : " from ") + passage.peer.to_string();
  return "let " + (passage.answers ? "answers from " : std::string()) + port + peer +
         (passage.leaves ? " out" : " in");
}

template <class Items>
void add_new(Items& items, const Items& more) {
  for (const auto& one : more)
    if (std::ranges::find(items, one) == items.end()) items.push_back(one);
}

std::optional<Repair> repair_at(
    const Scene& scene, Segment segment, const evidence::FirewallRule* rule
) {
  const auto passage = scene.same_host ? std::nullopt : passage_at(scene, segment);
  if (!passage) return std::nullopt;
  const PathEvidence& evidence = *scene.evidence;
  const bool at_source = is_at_source(segment);
  const NodeObservation& node = at_source ? *evidence.source : *evidence.target;
  auto opening = opening_of(*passage, node.facts.firewall_tool, rule);
  if (!opening) return std::nullopt;
  return Repair{
      at_source ? evidence.path.id.source : evidence.path.id.target,
      at_source ? evidence.source_node().name : evidence.target_node().name,
      let_pass(*passage),
      std::move(*opening)};
}

}  // namespace

std::optional<IpAddress> source_as_seen(const Scene& scene) {
  const PathEvidence& evidence = *scene.evidence;
  if (evidence.receipt != nullptr && !evidence.receipt->observed_source.is_unspecified())
    return unmapped(evidence.receipt->observed_source);
  if (evidence.seen_source) return unmapped(*evidence.seen_source);
  const auto& written = evidence.source_node().address.ip();
  if (!written || scene.nat || !scene.dialled || written->is_v4() != scene.dialled->is_v4() ||
      is_private(*written) != is_private(*scene.dialled))
    return std::nullopt;
  return owns(*evidence.source, *written) == std::optional(true) ? written : std::nullopt;
}

std::optional<Repair> repair_by_rule(const Scene& scene, const Fate& fate) {
  for (const Segment segment : firewalls) {
    const auto* rule = rule_at(scene, fate.where, segment);
    if (rule != nullptr) return repair_at(scene, segment, rule);
  }
  return std::nullopt;
}

std::optional<Repair> repair_by_tool(const Scene& scene, const Fate& fate) {
  for (const Segment segment : firewalls) {
    if (fate.where != SegmentSet{segment}) continue;
    // A container's packets pass by other chains than its host's own.
    const bool of_container =
        is_at_source(segment) && scene.dial() != nullptr && scene.dial()->by_dialler;
    // So do those for a port that Docker publishes.
    const bool to_container = !is_at_source(segment) && scene.evidence->listener != nullptr &&
                              diagnosis::is_userland_proxy(scene.evidence->listener->process);
    if (of_container || to_container) return std::nullopt;
    return repair_at(scene, segment, nullptr);
  }
  return std::nullopt;
}

bool widen(Repair& repair, const Repair& other) {
  if (repair.node != other.node) return false;
  Opening both = repair.opening;
  add_new(both.commands, other.opening.commands);
  const std::size_t each = std::max<std::size_t>(other.opening.commands.size(), 1);
  if (both.commands.size() > repaired_peers_max * each) return false;
  if (both.save.empty()) both.save = other.opening.save;
  if (!other.opening.lasting.empty() && both.lasting != other.opening.lasting)
    both.lasting += (both.lasting.empty() ? "" : " ") + other.opening.lasting;
  if (repair.let_pass != other.let_pass) repair.let_pass.clear();
  repair.opening = std::move(both);
  return true;
}

std::string text_of(const Repair& repair) {
  std::vector<std::string> commands = repair.opening.commands;
  if (!repair.opening.save.empty()) commands.push_back(repair.opening.save);
  const auto marked = [](const std::string& command) {
    return command_mark + command + command_mark;
  };
  const std::string what = repair.let_pass.empty() ? "let them pass" : repair.let_pass;
  return "On " + repair.host + " " + what + ": " + join(commands, "; ", marked) + "." +
         (repair.opening.lasting.empty() ? "" : " " + repair.opening.lasting);
}

}  // namespace oakprobe::telling
