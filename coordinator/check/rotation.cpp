#include "coordinator/check/rotation.hpp"

#include <numeric>
#include <random>
#include <utility>

namespace oakprobe::check {

Rotation::Rotation(std::size_t nodes, const wire::RunKey& key) : positions_(nodes) {
  std::iota(positions_.begin(), positions_.end(), 0U);
  std::vector<std::uint32_t> words;
  for (const std::byte byte : key) words.push_back(std::to_integer<std::uint32_t>(byte));
  std::seed_seq seed(words.begin(), words.end());
  std::mt19937_64 random(seed);
  // Not std::shuffle: its order differs between libraries, and a run should be repeatable.
  for (std::size_t left = nodes; left > 1; --left)
    std::swap(positions_[left - 1], positions_[random() % left]);
}

std::uint32_t Rotation::slot(NodeId source, NodeId target) const {
  const auto nodes = static_cast<std::uint32_t>(positions_.size());
  return (position(target) + nodes - position(source)) % nodes;
}

}  // namespace oakprobe::check
