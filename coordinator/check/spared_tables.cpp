#include "coordinator/check/spared_tables.hpp"

#include "base/ip_address.hpp"

#include <algorithm>
#include <vector>

namespace oakprobe::check {
namespace {

using diagnosis::FullTable;
using diagnosis::LoweredPace;

constexpr std::uint64_t neighbour_lives_s = 5;
constexpr std::uint64_t flow_lives_s = 30;

struct Load {
  std::uint64_t flows = 0;    // from and to the node
  std::uint32_t paths = 0;    // so
  std::uint32_t on_link = 0;  // its peers without a router in between
};

std::uint32_t free_of(std::optional<std::uint32_t> most, std::optional<std::uint32_t> used) {
  if (!most) return ~std::uint32_t{0};
  return *most - std::min(*most, used.value_or(0));
}

class Loads {
 public:
  Loads(const diagnosis::FinishedCheck& check, std::uint32_t attempts)
      : check_(check), loads_(check.nodes.size()) {
    for (const diagnosis::FinishedNode& node : check.nodes) addresses_.push_back(node.address.ip());
    check.paths.for_each_id([&](std::uint32_t, const PathId& id) {
      for (const NodeId end : {id.source, id.target}) {
        ++loads_[index_of(end)].paths;
        loads_[index_of(end)].flows += attempts;
      }
    });
  }

  // Distinct ones, counted for those nodes alone that may have too many.
  void count_on_link(const std::vector<bool>& counted) {
    std::vector<std::vector<bool>> seen(loads_.size());
    for (std::size_t node = 0; node < seen.size(); ++node)
      if (counted[node]) seen[node].resize(loads_.size());
    const auto meet = [&](NodeId node, NodeId peer) {
      if (!counted[index_of(node)] || node == peer || seen[index_of(node)][index_of(peer)]) return;
      seen[index_of(node)][index_of(peer)] = true;
      if (is_on_link(node, peer)) ++loads_[index_of(node)].on_link;
    };
    check_.paths.for_each_id([&](std::uint32_t, const PathId& id) {
      meet(id.source, id.target);
      meet(id.target, id.source);
    });
  }

  [[nodiscard]] const Load& of(std::size_t node) const { return loads_[node]; }

 private:
  [[nodiscard]] bool is_on_link(NodeId node, NodeId peer) const {
    const auto& address = addresses_[index_of(peer)];
    const auto& networks = check_.nodes[index_of(node)].observation.facts.tables.on_link;
    return address && std::ranges::any_of(networks, [&](const IpPrefix& network) {
             return network.contains(*address);
           });
  }

  const diagnosis::FinishedCheck& check_;
  std::vector<Load> loads_;
  std::vector<std::optional<IpAddress>> addresses_;
};

}  // namespace

std::vector<LoweredPace> spared_paces(
    const diagnosis::FinishedCheck& check, std::uint32_t attempts
) {
  const auto tables_of = [&](std::size_t node) -> const evidence::KernelTables& {
    return check.nodes[node].observation.facts.tables;
  };
  // A fifth of the table is left to others.
  const auto neighbours_for_us = [&](std::size_t node) {
    return std::uint64_t{free_of(tables_of(node).neighbours_max, tables_of(node).neighbours)} * 4 /
           5;
  };
  Loads loads(check, attempts);
  std::vector<bool> counted(check.nodes.size());
  for (std::size_t node = 0; node < counted.size(); ++node)
    counted[node] = loads.of(node).paths > neighbours_for_us(node);
  loads.count_on_link(counted);

  std::vector<LoweredPace> spared;
  const auto limit = [&](std::size_t node,
                         FullTable table,
                         std::uint64_t needed,
                         std::uint64_t room,
                         std::uint64_t lives_s) {
    if (needed <= room) return;
    const std::uint64_t half = std::max<std::uint64_t>(spared_flows_min, room / lives_s / 2);
    const NodeId id{static_cast<std::uint32_t>(node)};
    const LoweredPace pace{id, table, needed, room, static_cast<std::uint32_t>(half)};
    const bool known = !spared.empty() && spared.back().node == id;
    if (!known)
      spared.push_back(pace);
    else if (pace.flows_per_second < spared.back().flows_per_second)
      spared.back() = pace;
  };
  for (std::size_t node = 0; node < check.nodes.size(); ++node) {
    const std::uint64_t tracked =
        free_of(tables_of(node).conntrack_max, tables_of(node).conntrack) / 4;
    const Load& load = loads.of(node);
    limit(node, FullTable::neighbours, load.on_link, neighbours_for_us(node), neighbour_lives_s);
    limit(node, FullTable::conntrack, load.flows, tracked, flow_lives_s);
  }
  return spared;
}

}  // namespace oakprobe::check
