#pragma once

#include <compare>
#include <cstdint>

namespace oakprobe {

// A node's position in the inventory, after ranges were spelled out.
enum class NodeId : std::uint32_t {};

// A flow's position in the run's flow list (the catalogue's, then the inventory's own).
enum class FlowId : std::uint16_t {};

// A path is its flow, source and target; nothing is numbered anew.
struct PathId {
  FlowId flow{};
  NodeId source{};
  NodeId target{};

  friend auto operator<=>(const PathId&, const PathId&) = default;
};

[[nodiscard]] constexpr std::uint32_t index_of(NodeId id) { return static_cast<std::uint32_t>(id); }
[[nodiscard]] constexpr std::uint16_t index_of(FlowId id) { return static_cast<std::uint16_t>(id); }

}  // namespace oakprobe
