#include "coordinator/diagnosis/common_causes.hpp"
#include "coordinator/report/matrix_table.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace oakprobe::report {
namespace {

using diagnosis::CommonCause;
using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using diagnosis::Status;
using inventory::Role;

constexpr std::size_t groups_max = 24;
constexpr std::size_t spread_max = 8;

// How coarse the groups are: as fine as there is room for.
enum class Fold : std::uint8_t { cluster_and_role, cluster, role };

Role first_role(const inventory::Node& node) {
  const auto found =
      std::find_if(inventory::all_roles.begin(), inventory::all_roles.end(), [&](Role role) {
        return node.roles.has(role);
      });
  return found == inventory::all_roles.end() ? Role::outsider : *found;
}

bool has_cluster(const inventory::Node& node) {
  const Role role = first_role(node);
  return !node.cluster.empty() && (role == Role::cluster || role == Role::worker);
}

// The clusters in the inventory's order, counted from 1.
using ClusterNumbers = std::map<std::string, std::size_t>;

ClusterNumbers number_clusters(const inventory::Inventory& inventory) {
  ClusterNumbers numbers;
  for (const inventory::Node& node : inventory.nodes) {
    if (has_cluster(node)) numbers.try_emplace(node.cluster, numbers.size() + 1);
  }
  return numbers;
}

// Groups are in the order of these: root, the clusters, clients, outsiders. A cluster's number, or
// 0 where a group is of no cluster.
using Key = std::tuple<int, std::size_t, Role>;

Key key_of(const inventory::Node& node, const ClusterNumbers& clusters, Fold fold) {
  const Role role = first_role(node);
  if (fold == Fold::role) return {static_cast<int>(role), 0, role};
  if (!has_cluster(node)) return {role == Role::root ? 0 : 2, 0, role};
  return {1, clusters.at(node.cluster), fold == Fold::cluster ? Role::cluster : role};
}

using Groups = std::map<Key, std::vector<std::size_t>>;

Groups group(
    const FinishedCheck& check,
    const std::vector<bool>& grouped,
    const ClusterNumbers& clusters,
    Fold fold
) {
  Groups groups;
  for (std::size_t node = 0; node < grouped.size(); ++node) {
    if (grouped[node]) groups[key_of(check.inventory.nodes[node], clusters, fold)].push_back(node);
  }
  return groups;
}

// The ends of a cause's paths, as far as these are not accepted.
struct CauseEnds {
  std::optional<PathId> first;
  bool one_source = true;
  bool one_target = true;
};

std::vector<CauseEnds> ends_of_causes(const FinishedCheck& check) {
  std::vector<CauseEnds> causes(check.causes.size());
  for (const FinishedPath& path : check.paths) {
    if (!path.cause_index || *path.cause_index >= causes.size() || path.accepted) continue;
    CauseEnds& ends = causes[*path.cause_index];
    if (!ends.first) ends.first = path.id;
    ends.one_source &= ends.first->source == path.id.source;
    ends.one_target &= ends.first->target == path.id.target;
  }
  return causes;
}

// Nodes that causes name, the worst and largest first; where one names none, the ends that all its
// paths share.
std::vector<std::size_t> troubled_nodes(const FinishedCheck& check) {
  std::vector<std::size_t> order(check.causes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return diagnosis::telling_order(check.causes[a].status) <
           diagnosis::telling_order(check.causes[b].status);
  });
  const auto causes = ends_of_causes(check);
  std::vector<std::size_t> nodes;
  std::vector<bool> known(check.inventory.nodes.size());
  const auto add = [&](NodeId id) {
    const std::size_t node = index_of(id);
    if (!known[node]) nodes.push_back(node);
    known[node] = true;
  };
  for (const std::size_t index : order) {
    const CommonCause& cause = check.causes[index];
    if (diagnosis::telling_order(cause.status) > 2) break;
    const CauseEnds& ends = causes[index];
    if (!ends.first) continue;
    if (cause.node) {
      add(*cause.node);
      continue;
    }
    if (ends.one_source) add(ends.first->source);
    if (ends.one_target) add(ends.first->target);
  }
  return nodes;
}

// `any` is a member.
MatrixLine line_of(const Key& key, const inventory::Node& any, Fold fold, std::size_t nodes) {
  const auto& [order, cluster, role] = key;
  const std::string count = "(" + std::to_string(nodes) + ")";
  const std::string roles = std::string(name_of(role)) + "s " + count;
  if (cluster == 0) return {"", roles, nodes};
  return {any.cluster, " " + (fold == Fold::cluster ? count : roles), nodes};
}

}  // namespace

LineOfNode fold_nodes(
    const FinishedCheck& check, const std::vector<bool>& takes_part, MatrixTable& table
) {
  std::vector<std::size_t> troubled = troubled_nodes(check);
  table.spread = std::min(troubled.size(), spread_max);
  table.not_spread = troubled.size() - table.spread;
  troubled.resize(table.spread);

  std::vector<bool> grouped = takes_part;
  for (const std::size_t node : troubled) grouped[node] = false;
  Fold fold = Fold::cluster_and_role;
  const ClusterNumbers clusters = number_clusters(check.inventory);
  Groups groups = group(check, grouped, clusters, fold);
  for (const Fold coarser : {Fold::cluster, Fold::role}) {
    if (groups.size() <= groups_max) break;
    fold = coarser;
    groups = group(check, grouped, clusters, fold);
  }
  // A troubled node comes right after its group, also where nobody else is in that.
  std::map<Key, std::vector<std::size_t>> own;
  for (const std::size_t node : troubled) {
    const Key key = key_of(check.inventory.nodes[node], clusters, fold);
    own[key].push_back(node);
    groups[key];
  }
  LineOfNode lines(takes_part.size());
  const auto a_line_of_its_own = [&](std::size_t node) {
    lines[node] = table.lines.size();
    table.lines.push_back({check.inventory.nodes[node].name, "", 1});
  };
  for (const auto& [key, members] : groups) {
    if (members.size() == 1) a_line_of_its_own(members.front());
    if (members.size() > 1) {
      for (const std::size_t node : members) lines[node] = table.lines.size();
      table.lines.push_back(
          line_of(key, check.inventory.nodes[members.front()], fold, members.size())
      );
    }
    std::sort(own[key].begin(), own[key].end());
    for (const std::size_t node : own[key]) a_line_of_its_own(node);
  }
  return lines;
}

}  // namespace oakprobe::report
