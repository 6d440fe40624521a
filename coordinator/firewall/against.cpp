#include "coordinator/firewall/against.hpp"

#include "base/ephemeral_ports.hpp"
#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/firewall/rule_sources.hpp"
#include "coordinator/firewall/seen_port.hpp"
#include "inventory/path_rules.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace oakprobe::firewall {
namespace {

using evidence::Admission;
using evidence::Exposure;
using evidence::NeedAdmission;
using evidence::OpenPort;
using inventory::Inventory;

// Oakestra's own and what it keeps its data in, by the names of their processes.
constexpr std::array<std::string_view, 14> oakestras_processes{
    "NetManager",
    "NodeEngine",
    "go_node_engine",
    "mongod",
    "redis-server",
    "mosquitto",
    "prometheus",
    "grafana",
    "grafana-server",
    "loki",
    "postgres",
    "mysqld",
    "mariadbd",
    "influxd",
};

// Where they listen by default: of what Docker publishes no process, or its proxy, is seen.
constexpr std::array<std::uint16_t, 5> database_ports{3'306, 5'432, 6'379, 8'086, 27'017};

bool is_open(const OpenPort& port) {
  return port.ipv4 == Admission::accepted || port.ipv6 == Admission::accepted;
}

bool may_be_open(const OpenPort& port) {
  return port.ipv4 == Admission::not_certain || port.ipv6 == Admission::not_certain;
}

std::string rule_text(const evidence::FirewallRule& rule) {
  std::string text = rule.family + " " + rule.table + " " + rule.chain;
  if (rule.policy) return printable(text + " policy drop");
  if (!rule.text.empty()) text += ": " + rule.text;
  if (!rule.owner.empty()) text += " (" + rule.owner + ")";
  return printable(text);
}

std::string owner_text(const OpenPort& port) {
  std::string text = port.process.empty() ? "" : printable(port.process);
  if (port.published)
    text += std::string(text.empty() ? "" : ", ") +
            "published by Docker (past ufw and INPUT: DOCKER-USER filters it)";
  return text;
}

// What one node's agent told, held against its rules.
class NodeComparison {
 public:
  NodeComparison(
      const Inventory& inventory,
      const NeededRules& needed,
      const NodeRules& rules,
      std::vector<Difference>& found
  )
      : inventory_(inventory), needed_(needed), rules_(rules), found_(found) {}

  void compare(const SeenNode& seen) {
    const std::string& trouble = seen.exposure ? seen.exposure->trouble : seen.trouble;
    if (!seen.exposure || !trouble.empty()) {
      add(DifferenceKind::unseen, {}, trouble);
      return;
    }
    const std::size_t needs = std::min(seen.exposure->needs.size(), rules_.accept.size());
    for (std::size_t at = 0; at < needs; ++at)
      compare_need(rules_.accept[at], seen.exposure->needs[at]);
    if (needs < rules_.accept.size())
      add(DifferenceKind::not_certain,
          {},
          "only " + std::to_string(needs) + " of its " + std::to_string(rules_.accept.size()) +
              " needs were looked at: a check tells of the others");
    for (const OpenPort& port : seen.exposure->open) compare_port(port);
    if (seen.exposure->open.size() >= evidence::open_ports_max)
      add(DifferenceKind::not_certain,
          {},
          "it has too many open ports: of those above " +
              std::to_string(seen.exposure->open.back().port.port) + " nothing is known");
  }

 private:
  Difference& add(DifferenceKind kind, ListenPort port, std::string why) {
    return found_.emplace_back(Difference{rules_.node, kind, port, 0, false, std::move(why)});
  }

  void compare_need(const Rule& rule, const NeedAdmission& told) {
    // ssh as it is now: it is kept, and nobody says that it must be open to all.
    if (rule.flows.empty() && peers_of(rule).anyone) return;
    const ListenPort port{rule.protocol, rule.port};
    const std::uint32_t all = told.accepted + told.dropped + told.not_certain;
    if (told.dropped > 0) {
      std::string why = "kept out";
      if (told.dropped_source && told.dropped < all)
        why += " (" + std::to_string(told.dropped) + " of " + std::to_string(all) + ": " +
               told.dropped_source->to_string() + (told.dropped > 1 ? ", …)" : ")");
      if (told.rule) why += " by " + rule_text(*told.rule);
      add(DifferenceKind::closed, port, why + "; needed for " + flow_names(inventory_, rule))
          .peers = rule.peers;
    } else if (told.not_certain > 0) {
      add(DifferenceKind::not_certain,
          port,
          "its rules leave it open whether it gets in; needed for " + flow_names(inventory_, rule) +
              ": a check tells")
          .peers = rule.peers;
    } else if (is_cut(rule) && !rule.flows.empty()) {
      add(DifferenceKind::not_certain,
          port,
          "only the first " + std::to_string(evidence::need_sources_max) +
              " of its sources were looked at; needed for " + flow_names(inventory_, rule) +
              ": a check tells")
          .peers = rule.peers;
    }
  }

  void compare_port(const OpenPort& port) {
    const bool oakestras = is_oakestras(port);
    if (!is_open(port)) {
      if (oakestras && may_be_open(port) && needs_of(port.port).empty())
        add(DifferenceKind::not_certain,
            port.port,
            with_owner(port, "its rules leave it open whether anyone gets in; no flow needs it"))
            .anyone = true;
      return;
    }
    const std::vector<const Rule*> needs = needs_of(port.port);
    if (std::ranges::any_of(needs, [&](const Rule* rule) { return peers_of(*rule).anyone; }))
      return;
    if (needs.empty()) {
      if (!oakestras && port.port.protocol == Protocol::udp && port.port.port >= ephemeral_port_min)
        return;
      add(oakestras ? DifferenceKind::exposed : DifferenceKind::other,
          port.port,
          with_owner(port, "no flow needs it"))
          .anyone = true;
      return;
    }
    const std::string whom =
        join(needs, ", ", [&](const Rule* rule) { return peers_of(*rule).name; });
    add(DifferenceKind::too_wide, port.port, with_owner(port, "only " + whom + " need it")).anyone =
        true;
  }

  // It has more sources than were asked for.
  [[nodiscard]] bool is_cut(const Rule& rule) const {
    const std::size_t sources = sources_of(inventory_, peers_of(rule), rules_, rule).size();
    return sources > evidence::need_sources_max;
  }

  [[nodiscard]] const PeerSet& peers_of(const Rule& rule) const {
    return needed_.peers[rule.peers];
  }

  static std::string with_owner(const OpenPort& port, const std::string& why) {
    const std::string owner = owner_text(port);
    return owner.empty() ? why : owner + "; " + why;
  }

  [[nodiscard]] std::vector<const Rule*> needs_of(ListenPort port) const {
    std::vector<const Rule*> needs;
    for (const Rule& rule : rules_.accept)
      if (rule.protocol == port.protocol && rule.port == port.port) needs.push_back(&rule);
    return needs;
  }

  [[nodiscard]] bool is_oakestras(const OpenPort& port) const {
    if (std::ranges::find(rules_.published, port.port) != rules_.published.end()) return true;
    if (std::ranges::find(oakestras_processes, port.process) != oakestras_processes.end())
      return true;
    if (port.published && port.port.protocol == Protocol::tcp &&
        std::ranges::find(database_ports, port.port.port) != database_ports.end())
      return true;
    const inventory::Node& node = inventory_.node(rules_.node);
    return std::ranges::any_of(inventory_.flows, [&](const inventory::Flow& flow) {
      return flow.protocol == port.port.protocol && can_be_target(flow, node) &&
             heard_at(plain_endpoint(flow, node)) == port.port.port;
    });
  }

  const Inventory& inventory_;
  const NeededRules& needed_;
  const NodeRules& rules_;
  std::vector<Difference>& found_;
};

}  // namespace

std::vector<evidence::NeededPort> questions(
    const Inventory& inventory, const NeededRules& needed, const NodeRules& rules
) {
  std::vector<evidence::NeededPort> asked;
  for (const Rule& rule : rules.accept) {
    if (asked.size() == evidence::needs_max) break;
    const PeerSet& set = needed.peers[rule.peers];
    evidence::NeededPort& one = asked.emplace_back();
    one.port = {rule.protocol, rule.port};
    one.published = rule.via == inventory::Via::docker;
    one.anyone = set.anyone;
    if (set.anyone) continue;
    one.sources = sources_of(inventory, set, rules, rule);
    if (one.sources.size() > evidence::need_sources_max)
      one.sources.resize(evidence::need_sources_max);
  }
  return asked;
}

bool is_wrong(DifferenceKind kind) {
  return kind == DifferenceKind::closed || kind == DifferenceKind::exposed ||
         kind == DifferenceKind::too_wide;
}

bool is_unknown(DifferenceKind kind) {
  return kind == DifferenceKind::not_certain || kind == DifferenceKind::unseen;
}

std::vector<Difference> differences(
    const Inventory& inventory, const NeededRules& needed, std::span<const SeenNode> seen
) {
  std::vector<Difference> found;
  for (std::size_t at = 0; at < needed.nodes.size() && at < seen.size(); ++at)
    NodeComparison(inventory, needed, needed.nodes[at], found).compare(seen[at]);
  std::ranges::stable_sort(found, {}, [](const Difference& one) {
    return std::tuple(one.node, one.kind, one.port.port, one.port.protocol);
  });
  return found;
}

}  // namespace oakprobe::firewall
