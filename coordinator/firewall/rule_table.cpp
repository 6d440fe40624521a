#include "coordinator/firewall/rule_table.hpp"

#include "base/listing.hpp"
#include "coordinator/firewall/file_notes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace oakprobe::firewall {
namespace {

using inventory::Inventory;

constexpr std::size_t columns = 5;
constexpr std::size_t shown_max = 64;           // addresses of a set, or nodes, in one line
using Target = std::pair<NodeId, std::string>;  // and the address that is dialled
using Row = std::array<std::string, columns>;

// As wide as its widest cell; the last column has no padding.
std::string aligned(const std::vector<Row>& rows) {
  std::array<std::size_t, columns> widths{};
  for (const Row& row : rows)
    for (std::size_t at = 0; at < columns; ++at) widths[at] = std::max(widths[at], row[at].size());
  std::string text;
  for (const Row& row : rows) {
    for (std::size_t at = 0; at + 1 < columns; ++at)
      text += row[at] + std::string(widths[at] - row[at].size() + 2, ' ');
    text += row.back() + "\n";
  }
  return text;
}

std::string members(const PeerSet& set) {
  if (set.anyone) return "any address";
  std::vector<std::string> blocks;
  for (const auto* family : {&set.ipv4, &set.ipv6})
    for (const IpPrefix& block : *family) blocks.push_back(block.to_string());
  if (blocks.empty()) return "no known address";
  return listed(blocks, shown_max, ", ");
}

// Whom the names in a table stand for, as they come up in it.
class Legend {
 public:
  explicit Legend(const Inventory& inventory, const NeededRules& needed)
      : inventory_(inventory), needed_(needed) {}

  const std::string& name(std::size_t peers) {
    const PeerSet& set = needed_.peers[peers];
    add(set.name, members(set));
    return set.name;
  }

  // A node by its address, several by the name of the set that they are, or by a new one.
  std::string name(const std::vector<Target>& targets) {
    if (targets.size() == 1) return address_text(targets.front());
    if (const PeerSet* same = set_of(targets))
      return name(static_cast<std::size_t>(same - needed_.peers.data()));
    const auto known =
        groups_.emplace(targets, "group-" + std::to_string(groups_.size() + 1)).first;
    std::vector<std::string> nodes;
    for (const Target& target : targets) nodes.push_back(address_text(target));
    add(known->second, listed(nodes, shown_max, ", "));
    return known->second;
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void add(const std::string& name, const std::string& whom) {
    if (told_.insert(name).second) text_ += name + ": " + whom + "\n";
  }

  [[nodiscard]] std::string address_text(const Target& target) const {
    return inventory_.node(target.first).name + " (" + target.second + ")";
  }

  // nullptr: there is none, or some are dialled at another address than their own.
  [[nodiscard]] const PeerSet* set_of(const std::vector<Target>& targets) const {
    std::vector<NodeId> nodes;
    for (const auto& [id, address] : targets) {
      if (address != inventory_.node(id).address.text()) return nullptr;
      nodes.push_back(id);
    }
    const auto same = std::ranges::find(needed_.peers, nodes, &PeerSet::nodes);
    return same == needed_.peers.end() ? nullptr : &*same;
  }

  const Inventory& inventory_;
  const NeededRules& needed_;
  std::map<std::vector<Target>, std::string> groups_;
  std::set<std::string> told_;
  std::string text_;
};

std::string rest(const NeededRules& needed, const Legend& legend) {
  std::string text = "\n" + legend.text();
  std::vector<std::string> forwards;
  for (const NodeRules& rules : needed.nodes)
    for (const Forward& forward : rules.forwards) forwards.push_back(forward_text(forward) + "\n");
  if (!forwards.empty()) text += "\nTranslated on the way:\n" + join(forwards, "");
  const std::vector<std::string> doubts = all_doubts(needed);
  if (!doubts.empty()) text += "\n" + join(doubts, "\n") + "\n";
  return text;
}

}  // namespace

std::string rule_table(const Inventory& inventory, const NeededRules& needed) {
  Legend legend(inventory, needed);
  std::vector<Row> rows{{"NODE", "FROM", "PROTOCOL", "PORT", "FOR"}};
  for (const NodeRules& rules : needed.nodes)
    for (const Rule& rule : rules.accept)
      rows.push_back({
          inventory.node(rules.node).name,
          legend.name(rule.peers),
          std::string(to_string(rule.protocol)),
          std::to_string(rule.port),
          reason(inventory, rule) +
              (rule.via == inventory::Via::docker ? " (published by Docker)" : ""),
      });
  return aligned(rows) + rest(needed, legend);
}

std::string network_table(const Inventory& inventory, const NeededRules& needed) {
  // Nodes that let in the same from the same are one line.
  using Kind = std::tuple<std::uint16_t, Protocol, std::size_t, std::vector<FlowId>>;
  std::map<Kind, std::vector<Target>> targets;
  for (const NodeRules& rules : needed.nodes)
    for (const Dialled& dialled : rules.dialled)
      targets[{dialled.port, dialled.protocol, dialled.peers, dialled.flows}].emplace_back(
          rules.node, dialled.address
      );
  Legend legend(inventory, needed);
  std::vector<Row> rows{{"FROM", "TO", "PROTOCOL", "PORT", "WHY"}};
  for (const auto& [kind, ends] : targets) {
    const auto& [port, protocol, peers, flows] = kind;
    Rule rule;
    rule.flows = flows;
    const std::string& from = legend.name(peers);
    rows.push_back({
        from,
        legend.name(ends),
        std::string(to_string(protocol)),
        std::to_string(port),
        reason(inventory, rule),
    });
  }
  return "New connections (of udp: datagrams) that must get through, and the answers to them.\n\n" +
         aligned(rows) + rest(needed, legend);
}

}  // namespace oakprobe::firewall
