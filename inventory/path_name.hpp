#pragma once

#include "base/ids.hpp"
#include "inventory/inventory.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace oakprobe::inventory {

// A path by its names, which stay when an inventory is edited.
struct PathName {
  std::string flow;
  std::string source;
  std::string target;

  friend auto operator<=>(const PathName&, const PathName&) = default;
};

// An inventory's paths by their names, of which there may be very many. The inventory outlives it.
class NameTable {
 public:
  explicit NameTable(const Inventory& inventory);

  // nullopt: the inventory has no such flow or node, or no path of the flow between the two.
  [[nodiscard]] std::optional<PathId> find(const PathName& name) const;

 private:
  const Inventory& inventory_;
  std::unordered_map<std::string_view, NodeId> nodes_;
  std::unordered_map<std::string_view, FlowId> flows_;
};

[[nodiscard]] PathName names_of(const Inventory& inventory, const PathId& id);

}  // namespace oakprobe::inventory
