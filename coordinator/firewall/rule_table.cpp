#include "coordinator/firewall/rule_table.hpp"

#include "base/listing.hpp"
#include "coordinator/firewall/aligned_rows.hpp"
#include "coordinator/firewall/file_notes.hpp"
#include "coordinator/firewall/peer_legend.hpp"

#include <map>
#include <tuple>

namespace oakprobe::firewall {
namespace {

using inventory::Inventory;

using Row = TableRow<5>;
using Target = PeerLegend::Target;

std::string rest(const NeededRules& needed, const PeerLegend& legend) {
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
  PeerLegend legend(inventory, needed);
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
  return aligned_rows(rows) + rest(needed, legend);
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
  PeerLegend legend(inventory, needed);
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
         aligned_rows(rows) + rest(needed, legend);
}

}  // namespace oakprobe::firewall
