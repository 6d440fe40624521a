#include "coordinator/firewall/cloud_group.hpp"

#include "base/ascii.hpp"
#include "coordinator/firewall/rule_order.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace oakprobe::firewall {
namespace {

constexpr std::size_t label_bytes_max = 30;  // so that a rule's key has 63, which is GCP's most

struct AlikeNodes {
  std::vector<Rule> rules;
  std::vector<NodeId> nodes;
};

// In front of a node nobody sees which of its programs has a port.
std::vector<Rule> seen_in_front(const NodeRules& node) {
  std::vector<Rule> rules = node.accept;
  for (Rule& rule : rules) {
    rule.via = inventory::Via::host;
    rule.from_itself = false;
  }
  put_in_order(rules);
  return rules;
}

std::vector<AlikeNodes> alike_nodes(const NeededRules& needed) {
  std::vector<AlikeNodes> found;
  for (const NodeRules& node : needed.nodes) {
    std::vector<Rule> rules = seen_in_front(node);
    const auto same = std::ranges::find(found, rules, &AlikeNodes::rules);
    if (same == found.end())
      found.push_back({std::move(rules), {node.node}});
    else
      same->nodes.push_back(node.node);
  }
  return found;
}

// Small letters, digits and '-': what every cloud takes.
std::string label_of(std::string_view name) {
  std::string label;
  for (const char letter : name.substr(0, label_bytes_max))
    label += is_alphanumeric(letter) ? lower(letter) : '-';
  while (label.ends_with('-')) label.pop_back();
  return label.empty() ? "node" : label;
}

class Splitter {
 public:
  Splitter(
      const inventory::Inventory& inventory, const NeededRules& needed, const CloudLimits& limits
  )
      : inventory_(inventory), needed_(needed), limits_(limits) {}

  void add(const AlikeNodes& alike) {
    open(free_name(labels_, label_of(name_of(alike.nodes))), alike.nodes);
    for (const Rule& rule : alike.rules)
      for (const Family& family : families)
        add(rule, family, told_before(alike.rules, rule, family));
  }

  [[nodiscard]] std::vector<CloudGroup> take() { return std::move(groups_); }

 private:
  static std::string free_name(std::set<std::string>& taken, const std::string& wanted) {
    std::string name = wanted;
    for (int number = 2; !taken.insert(name).second; ++number)
      name = wanted + "-" + std::to_string(number);
    return name;
  }

  [[nodiscard]] std::string name_of(const std::vector<NodeId>& nodes) const {
    if (nodes.size() == 1) return inventory_.node(nodes.front()).name;
    const auto same = std::ranges::find(needed_.peers, nodes, &PeerSet::nodes);
    return same == needed_.peers.end() ? "group" : same->name;
  }

  void open(std::string label, std::vector<NodeId> nodes) {
    std::string name = free_name(names_, "oakprobe-" + label);
    groups_.push_back({std::move(name), std::move(label), std::move(nodes), {}});
    blocks_ = {};
  }

  [[nodiscard]] std::vector<std::size_t> told_before(
      const std::vector<Rule>& rules, const Rule& rule, const Family& family
  ) const {
    std::vector<std::size_t> told;
    const auto& blocks = needed_.peers[rule.peers].*family.blocks;
    for (const Rule& other : rules) {
      if (&other == &rule) break;
      if (other.port != rule.port || other.protocol != rule.protocol) continue;
      const PeerSet& set = needed_.peers[other.peers];
      if (family.has(other, set) &&
          std::ranges::find_first_of(blocks, set.*family.blocks) != blocks.end())
        told.push_back(other.peers);
    }
    return told;
  }

  void add(const Rule& rule, const Family& family, const std::vector<std::size_t>& told) {
    const PeerSet& set = needed_.peers[rule.peers];
    const std::size_t all = set.anyone              ? 1
                            : family.has(rule, set) ? (set.*family.blocks).size()
                                                    : 0;
    std::size_t& held = blocks_[limits_.by_family && family.number == "6" ? 1 : 0];
    for (std::size_t first = 0; first < all;) {
      if (held == limits_.blocks_a_group || groups_.back().rules.size() == limits_.rules_a_group)
        open(groups_.back().label, groups_.back().nodes);
      const std::size_t size =
          std::min({all - first, limits_.blocks_a_rule, limits_.blocks_a_group - held});
      held += size;
      groups_.back().rules.push_back({key_of(rule), rule, &family, first, first + size, told});
      first += size;
    }
  }

  std::string key_of(const Rule& rule) {
    const std::string port = groups_.back().name + "-" + std::to_string(rule.port) + "-" +
                             std::string(to_string(rule.protocol)) + "-";
    return port + std::to_string(++keys_[port]);
  }

  const inventory::Inventory& inventory_;
  const NeededRules& needed_;
  const CloudLimits& limits_;
  std::vector<CloudGroup> groups_;
  std::array<std::size_t, 2> blocks_{};  // in the last group; those of IPv6 apart where they are
  std::set<std::string> labels_;
  std::set<std::string> names_;
  std::map<std::string, std::size_t> keys_;
};

}  // namespace

std::vector<CloudGroup> cloud_groups(
    const inventory::Inventory& inventory, const NeededRules& needed, const CloudLimits& limits
) {
  Splitter splitter(inventory, needed, limits);
  for (const AlikeNodes& alike : alike_nodes(needed)) splitter.add(alike);
  return splitter.take();
}

}  // namespace oakprobe::firewall
