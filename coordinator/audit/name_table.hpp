#pragma once

#include "base/ids.hpp"
#include "coordinator/audit/condition.hpp"
#include "inventory/inventory.hpp"

#include <optional>
#include <string_view>
#include <unordered_map>

namespace oakprobe::audit {

// An inventory's paths by their names, of which there may be very many. The inventory outlives it.
class NameTable {
 public:
  explicit NameTable(const inventory::Inventory& inventory);

  // nullopt: the inventory has no such flow or node, or no path of the flow between the two.
  [[nodiscard]] std::optional<PathId> find(const PathName& name) const;

 private:
  const inventory::Inventory& inventory_;
  std::unordered_map<std::string_view, NodeId> nodes_;
  std::unordered_map<std::string_view, FlowId> flows_;
};

[[nodiscard]] PathName names_of(const inventory::Inventory& inventory, const PathId& id);

}  // namespace oakprobe::audit
