#pragma once

#include "coordinator/firewall/needed_rules.hpp"
#include "inventory/path_rules.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::firewall {

// What a person must know, each once: of one node, or whichever the node. The inventory outlives
// it.
class DoubtBook {
 public:
  explicit DoubtBook(const inventory::Inventory& inventory) : inventory_(inventory) {}

  void add(std::optional<NodeId> node, std::string_view text);

  // Peers of the set that the inventory gives no address of the family that they dial over.
  void family(
      const inventory::DialledEndpoint& dialled, NodeId target, const Rule& rule, const PeerSet& set
  );
  // What a tunnel listens on behind a port of its own.
  void tunnel(
      const inventory::Flow& flow, const inventory::DialledEndpoint& dialled, NodeId target
  );
  // Who comes by ssh over the other family comes no more.
  void ssh_families(std::span<const IpPrefix> from);
  void unknown_addresses(std::span<const PeerSet> sets);
  void missing_clients();

  // Empty afterwards.
  [[nodiscard]] std::vector<std::string> take(std::optional<NodeId> node);

 private:
  // "w1, w2 and 3 more": the others of these (ascending).
  [[nodiscard]] std::string names_but(std::span<const NodeId> ids, NodeId one) const;

  const inventory::Inventory& inventory_;
  std::map<std::optional<NodeId>, std::vector<std::string>> doubts_;
  std::set<std::pair<std::optional<NodeId>, std::string>> told_;
};

}  // namespace oakprobe::firewall
