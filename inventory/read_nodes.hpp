#pragma once

#include "inventory/read_node.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace oakprobe::inventory {

// All nodes of an inventory. `nodes` leaves out those of which too little is known, `places` goes
// with it; the names are those of all entries, so that a mistake in one place makes no noise in
// another.
struct NodeList {
  std::vector<Node> nodes;
  std::vector<NodePlaces> places;
  std::unordered_map<std::string, int> names;  // with the line of each
  std::unordered_set<std::string> tags;
  std::map<std::string, Position> clusters;  // that a node is in, with the first one's place
  // Those with a node of role cluster, or with one whose roles could not be read.
  std::unordered_set<std::string> orchestrated;
  std::size_t clusters_unnamed = 0;  // nodes that may be the orchestrator of any cluster
  bool has_root = false;             // or a role that was probably meant to be root
  // False: an entry was so wrong that not all of its names, tags, clusters are known.
  bool names_complete = true;
  bool tags_complete = true;
  bool clusters_complete = true;
};

// Reads `nodes`, ranges spelled out.
[[nodiscard]] NodeList read_nodes(
    const YamlNode& list, const YamlNode* defaults, NodeContext& context
);

}  // namespace oakprobe::inventory
