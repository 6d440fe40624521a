#include "base/rotation.hpp"

#include <numeric>
#include <random>
#include <utility>

namespace oakprobe {

std::vector<std::uint32_t> shuffled(std::size_t count, std::span<const std::byte> seed) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::vector<std::uint32_t> words;
  for (const std::byte byte : seed) words.push_back(std::to_integer<std::uint32_t>(byte));
  std::seed_seq sequence(words.begin(), words.end());
  std::mt19937_64 random(sequence);
  // Not std::shuffle: its order differs between libraries.
  for (std::size_t left = count; left > 1; --left)
    std::swap(order[left - 1], order[random() % left]);
  return order;
}

Rotation::Rotation(std::size_t nodes, std::span<const std::byte> seed)
    : positions_(shuffled(nodes, seed)) {}

std::uint32_t Rotation::slot(NodeId source, NodeId target) const {
  const auto nodes = static_cast<std::uint32_t>(positions_.size());
  return (position(target) + nodes - position(source)) % nodes;
}

}  // namespace oakprobe
