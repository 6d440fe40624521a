#include "coordinator/report/node_report.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/diagnosis/summarize.hpp"
#include "coordinator/report/grid.hpp"
#include "coordinator/report/plain_text.hpp"
#include "coordinator/report/story.hpp"
#include "coordinator/report/troubles.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;

// "w3 (worker, cluster edge-a) at 192.0.2.33: its agent was reached and may open taps."
std::string node_line(const FinishedCheck& check, NodeId id) {
  const inventory::Node& node = check.inventory.node(id);
  const diagnosis::FinishedNode& finished = check.nodes[index_of(id)];
  std::vector<std::string> what;
  for (const inventory::Role role : inventory::all_roles)
    if (node.roles.has(role)) what.emplace_back(name_of(role));
  if (!node.cluster.empty()) what.push_back("cluster " + node.cluster);
  const diagnosis::NodeObservation& seen = finished.observation;
  return node.name + " (" + join(what, ", ") + ") at " + finished.address.text() + ", agent " +
         std::string(name_of(seen.agent)) +
         (is_without_taps(seen) ? ", without taps: it is not privileged." : ".");
}

// The same check, of the node's paths only. What other nodes saw stays: their judgements rest on
// it. So does what all tunnels agree on.
FinishedCheck with_paths_of(const FinishedCheck& check, NodeId node) {
  FinishedCheck narrowed = check;
  narrowed.paths = {};
  check.paths.for_each_id([&](std::uint32_t position, const PathId& id) {
    if (id.source == node || id.target == node) narrowed.paths.add(check.paths[position]);
  });
  diagnosis::summarize(narrowed);
  for (std::size_t at = 0; at < narrowed.paths.size(); ++at) {
    const auto whole = check.paths.find(narrowed.paths.id_at(at));
    const std::uint16_t bytes = check.paths.state_at(*whole).verdict->tunnel_bytes;
    if (narrowed.paths.state_at(at).verdict->tunnel_bytes != bytes)
      narrowed.paths.edit(at)->verdict.edit().tunnel_bytes = bytes;
  }
  return narrowed;
}

// Nothing is to be told of the other nodes. What they saw stays, and so do the paths: findings are
// told by it.
FinishedCheck alone(FinishedCheck narrowed, NodeId node) {
  for (std::size_t at = 0; at < narrowed.nodes.size(); ++at) {
    if (at == index_of(node)) continue;
    narrowed.nodes[at].findings.clear();
    narrowed.nodes[at].touched = {};
    narrowed.nodes[at].observation.agent = diagnosis::AgentState::none;
  }
  return narrowed;
}

}  // namespace

std::string render_node(const FinishedCheck& check, NodeId node, const TerminalStyle& style) {
  FinishedCheck narrowed = with_paths_of(check, node);
  std::string out = wrapped("", printable(node_line(check, node)), 4, columns_of(style)) + "\n";
  out += render_grid(narrowed, style) + "\n";
  out += summary_text(narrowed.summary) + "\n";
  out += render_troubles(narrowed, style);
  return out + render_notes(alone(std::move(narrowed), node), style);
}

}  // namespace oakprobe::report
