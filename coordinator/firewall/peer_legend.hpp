#pragma once

#include "coordinator/firewall/needed_rules.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace oakprobe::firewall {

// Whom the names in a table stand for, as they come up in it. Both outlive it.
class PeerLegend {
 public:
  using Target = std::pair<NodeId, std::string>;  // and the address that is dialled

  PeerLegend(const inventory::Inventory& inventory, const NeededRules& needed)
      : inventory_(inventory), needed_(needed) {}

  const std::string& name(std::size_t peers);
  // A node by its address, several by the name of the set that they are, or by a new one.
  std::string name(const std::vector<Target>& targets);

  // A line each.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void add(const std::string& name, const std::string& whom);
  [[nodiscard]] std::string address_text(const Target& target) const;
  [[nodiscard]] const PeerSet* set_of(const std::vector<Target>& targets) const;

  const inventory::Inventory& inventory_;
  const NeededRules& needed_;
  std::map<std::vector<Target>, std::string> groups_;
  std::set<std::string> told_;
  std::string text_;
};

}  // namespace oakprobe::firewall
