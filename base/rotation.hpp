#pragma once

#include "base/ids.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace oakprobe {

using RotationSeed = std::array<std::byte, 16>;

// Who dials whom in which slot: in slot k, the node at position i dials the one at i + k, so that
// in each slot a node is dialled by one other at most, and all slots together are every directed
// pair once. Positions are shuffled by the seed, or neighbours in the inventory, which often share
// a network, would always come first.
class Rotation {
 public:
  Rotation(std::size_t nodes, std::span<const std::byte> seed);

  [[nodiscard]] std::uint32_t slot(NodeId source, NodeId target) const;
  [[nodiscard]] std::uint32_t position(NodeId node) const { return positions_[index_of(node)]; }

 private:
  std::vector<std::uint32_t> positions_;
};

// 0 to count - 1 in an order that the seed decides: the same on every machine, and with every
// standard library.
[[nodiscard]] std::vector<std::uint32_t> shuffled(
    std::size_t count, std::span<const std::byte> seed
);

}  // namespace oakprobe
