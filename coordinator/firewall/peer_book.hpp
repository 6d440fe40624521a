#pragma once

#include "coordinator/firewall/needed_rules.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::firewall {

// The sets that rules speak of, each once: who is in it makes a set, not which flow asked for it.
class PeerBook {
 public:
  explicit PeerBook(const inventory::Inventory& inventory) : inventory_(inventory) {}

  // `name` is what it is called if it is new, as far as it is free and fit for a name. Nodes are
  // ascending.
  [[nodiscard]] std::size_t of_nodes(std::vector<NodeId> nodes, const std::string& name);
  [[nodiscard]] std::size_t of_addresses(std::vector<IpPrefix> blocks, const std::string& name);
  [[nodiscard]] std::size_t anyone();

  [[nodiscard]] const PeerSet& operator[](std::size_t at) const { return sets_[at]; }
  [[nodiscard]] std::vector<PeerSet> take() { return std::move(sets_); }

 private:
  [[nodiscard]] std::size_t add(PeerSet set, std::string_view name);

  const inventory::Inventory& inventory_;
  std::vector<PeerSet> sets_;
  std::map<std::vector<NodeId>, std::size_t> by_nodes_;
  std::set<std::string> names_;
};

// "workers", "workers-edge-a", "clusters-tag-home": whom the selector means, of one cluster.
[[nodiscard]] std::string name_of_peers(const inventory::Selector& from, std::string_view cluster);

}  // namespace oakprobe::firewall
