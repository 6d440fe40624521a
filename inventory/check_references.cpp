#include "inventory/check_references.hpp"

#include "base/printable.hpp"

#include <unordered_map>

namespace oakprobe::inventory {
namespace {

// One kind of name: what it is called, which exist, and whether all of them are known.
struct Known {
  std::string_view kind;
  std::vector<std::string_view> names;
  std::unordered_set<std::string_view> set;
  bool complete = true;
};

template <class Names, class NameOf>
Known known(std::string_view kind, const Names& names, bool complete, const NameOf& name_of) {
  Known all;
  all.kind = kind;
  all.complete = complete;
  for (const auto& item : names) {
    all.names.emplace_back(name_of(item));
    all.set.emplace(name_of(item));
  }
  return all;
}

constexpr auto itself = [](const auto& name) -> std::string_view { return name; };
constexpr auto first = [](const auto& pair) -> std::string_view { return pair.first; };

std::string problem(Reference::Kind kind, std::string_view word) {
  switch (kind) {
    case Reference::Kind::cluster:
      return "no node is in a cluster " + in_quotes(word);
    case Reference::Kind::tag:
      return "no node has the tag " + in_quotes(word);
    case Reference::Kind::node:
      return "no node has the name " + in_quotes(word);
    case Reference::Kind::flow:
      return "there is no flow " + in_quotes(word);
  }
  return {};
}

// A second root, or a second orchestrator of a cluster: each would be expected to be reached.
void doubt_doubled(const NodeList& nodes, Diagnostics& diagnostics) {
  const Node* root = nullptr;
  std::unordered_map<std::string_view, const Node*> orchestrators;
  for (std::size_t index = 0; index < nodes.nodes.size(); ++index) {
    const Node& node = nodes.nodes[index];
    const NodePlaces& places = nodes.places[index];
    if (node.roles.has(Role::root) && root != nullptr) {
      diagnostics.doubt(
          places.name,
          in_quotes(node.name) + " is a second root, beside " + in_quotes(root->name) +
              "; a deployment has one, and each cluster will be expected to reach both: write an "
              "inventory for each deployment"
      );
    } else if (node.roles.has(Role::root)) {
      root = &node;
    }
    if (!node.roles.has(Role::cluster) || node.cluster.empty()) continue;
    const auto [known, is_new] = orchestrators.try_emplace(node.cluster, &node);
    if (is_new) continue;
    diagnostics.doubt(
        places.cluster,
        in_quotes(node.name) + " is a second orchestrator of the cluster " +
            in_quotes(node.cluster) + ", beside " + in_quotes(known->second->name) +
            "; a cluster has one, and each of its workers will be expected to reach both: give " +
            in_quotes(node.name) + " a cluster of its own"
    );
  }
}

}  // namespace

void check_references(
    const References& references,
    const NodeList& nodes,
    const FlowList& flows,
    Diagnostics& diagnostics
) {
  // In the order of Reference::Kind.
  const std::array all{
      known("cluster", nodes.clusters, nodes.clusters_complete, first),
      known("tag", nodes.tags, nodes.tags_complete, itself),
      known("node", nodes.names, nodes.names_complete, first),
      known("flow", flows.ids, true, itself),
  };
  for (const auto& reference : references) {
    const auto& word = reference.word->text;
    const auto& there = all[static_cast<std::size_t>(reference.kind)];
    if (!there.complete || there.set.contains(word)) continue;
    // More telling than a guess among thousands, and diagnostics_max of them stay fast.
    auto hint = diagnostics.count() < diagnostics_max ? did_you_mean(word, there.names) : "";
    if (hint.empty()) hint = "; give a " + std::string(there.kind) + " of this inventory";
    if (reference.kind == Reference::Kind::flow && hint.find("mean") == std::string::npos) {
      hint = "; give one of the catalogue's or of this inventory's own";
    }
    // A rule may speak of a cluster or a tag that this inventory does not have yet.
    const bool doubtful =
        reference.kind == Reference::Kind::cluster || reference.kind == Reference::Kind::tag;
    if (doubtful) {
      diagnostics.doubt(reference.word->at, problem(reference.kind, word) + hint);
    } else {
      diagnostics.add(reference.word->at, problem(reference.kind, word) + hint);
    }
  }
}

void check_deployment(const NodeList& nodes, Position nodes_at, Diagnostics& diagnostics) {
  doubt_doubled(nodes, diagnostics);
  if (!nodes.has_root) {
    diagnostics.add(
        nodes_at, "no node has the role root; a deployment has one, add 'roles: [root]' to it"
    );
  }
  std::vector<const std::pair<const std::string, Position>*> orphans;
  for (const auto& cluster : nodes.clusters) {
    if (!nodes.orchestrated.contains(cluster.first)) orphans.push_back(&cluster);
  }
  // Each node that lacks its cluster's name may be the one that is missed here.
  if (orphans.size() <= nodes.clusters_unnamed) return;
  std::vector<std::string_view> orchestrated(nodes.orchestrated.begin(), nodes.orchestrated.end());
  for (const auto* orphan : orphans) {
    diagnostics.add(
        orphan->second,
        "the cluster " + in_quotes(orphan->first) + " has no orchestrator" +
            did_you_mean(orphan->first, orchestrated) +
            "; a node with 'roles: [cluster]' and this cluster is needed"
    );
  }
}

}  // namespace oakprobe::inventory
