#pragma once

#include "base/ids.hpp"
#include "base/protocol.hpp"
#include "inventory/inventory.hpp"

#include <vector>

namespace oakprobe::firewall {

// The flows that must not get through, and who could try. The inventory outlives it.
class ClosedFlows {
 public:
  explicit ClosedFlows(const inventory::Inventory& inventory);

  // Takes out of the sources (ascending) who must not get to this port of the target; a node is not
  // outside of itself. Those flows of which it took any.
  std::vector<const inventory::Flow*> keep_out(
      std::vector<NodeId>& sources, NodeId target, ListenPort port
  ) const;

 private:
  struct ClosedFlow {
    const inventory::Flow* flow = nullptr;
    std::vector<NodeId> sources;  // ascending
  };

  const inventory::Inventory& inventory_;
  std::vector<ClosedFlow> flows_;  // those that anybody could try
};

}  // namespace oakprobe::firewall
