#pragma once

#include "base/ids.hpp"
#include "wire/datagram.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace oakprobe::check {

// Who dials whom in which slot: in slot k, the node at position i dials the one at i + k, so that
// in each slot a node is dialled by one other at most. Positions are shuffled by the run's key, or
// neighbours in the inventory, which often share a network, would always come first.
class Rotation {
 public:
  Rotation(std::size_t nodes, const wire::RunKey& key);

  [[nodiscard]] std::uint32_t slot(NodeId source, NodeId target) const;
  [[nodiscard]] std::uint32_t position(NodeId node) const { return positions_[index_of(node)]; }

 private:
  std::vector<std::uint32_t> positions_;
};

}  // namespace oakprobe::check
