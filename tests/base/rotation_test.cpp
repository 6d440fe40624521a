#include "base/rotation.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace oakprobe {
namespace {

using Seed = std::array<std::byte, 16>;

TEST(Rotation, NoTargetMeetsACrowd) {
  constexpr std::uint32_t nodes = 101;
  Seed key{};
  key[3] = std::byte{7};
  const Rotation rotation(nodes, key);
  for (std::uint32_t source = 0; source < nodes; ++source) {
    std::set<std::uint32_t> slots;
    for (std::uint32_t target = 0; target < nodes; ++target)
      slots.insert(rotation.slot(NodeId{source}, NodeId{target}));
    EXPECT_EQ(slots.size(), nodes) << "each target has its own slot";
  }
  for (std::uint32_t target = 0; target < nodes; ++target) {
    std::set<std::uint32_t> slots;
    for (std::uint32_t source = 0; source < nodes; ++source)
      slots.insert(rotation.slot(NodeId{source}, NodeId{target}));
    EXPECT_EQ(slots.size(), nodes) << "in each slot one source dials it";
  }
}

TEST(Rotation, DependsOnTheKeyAlone) {
  Seed one{};
  Seed other{};
  other[15] = std::byte{1};
  const auto order = [](const Seed& key) {
    const Rotation rotation(50, key);
    std::vector<std::uint32_t> positions;
    for (std::uint32_t node = 0; node < 50; ++node)
      positions.push_back(rotation.position(NodeId{node}));
    return positions;
  };
  EXPECT_EQ(order(one), order(one));
  EXPECT_NE(order(one), order(other));
}

}  // namespace
}  // namespace oakprobe
