#include "coordinator/report/node_report.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/diagnosis/summarize.hpp"
#include "coordinator/report/grid.hpp"
#include "coordinator/report/plain_text.hpp"
#include "coordinator/report/story.hpp"
#include "coordinator/report/troubles.hpp"

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
  return node.name + " (" + join(what, ", ") + ") at " + finished.address + ", agent " +
         std::string(name_of(seen.agent)) +
         (is_without_taps(seen) ? ", without taps: it is not privileged." : ".");
}

// The same check, of the node's paths only. What other nodes saw stays: their judgements rest on
// it.
FinishedCheck with_paths_of(const FinishedCheck& check, NodeId node) {
  FinishedCheck narrowed = check;
  narrowed.paths = {};
  check.paths.for_each_id([&](std::uint32_t position, const PathId& id) {
    if (id.source == node || id.target == node) narrowed.paths.add(check.paths[position]);
  });
  diagnosis::summarize(narrowed);
  return narrowed;
}

// The node, and nobody else of whom there would be anything to tell.
FinishedCheck alone(const FinishedCheck& check, NodeId node) {
  FinishedCheck lonely = check;
  lonely.paths = {};
  for (std::size_t at = 0; at < lonely.nodes.size(); ++at)
    if (at != index_of(node)) lonely.nodes[at] = {};
  diagnosis::summarize(lonely);
  return lonely;
}

}  // namespace

std::string render_node(const FinishedCheck& check, NodeId node, const TerminalStyle& style) {
  const FinishedCheck narrowed = with_paths_of(check, node);
  std::string out = wrapped("", printable(node_line(check, node)), 4, columns_of(style)) + "\n";
  out += render_grid(narrowed, style) + "\n";
  out += summary_text(narrowed.summary) + "\n";
  out += render_troubles(narrowed, style);
  return out + render_notes(alone(check, node), style);
}

}  // namespace oakprobe::report
