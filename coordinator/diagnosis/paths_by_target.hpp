#pragma once

#include "base/ids.hpp"
#include "coordinator/diagnosis/path_book.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace oakprobe::diagnosis {

// The positions of paths in their book, by target: 4 bytes a path. By source, PathBook::from() has
// them.
class PathsByTarget {
 public:
  PathsByTarget(const PathBook& paths, std::size_t nodes);

  [[nodiscard]] std::span<const std::uint32_t> to(NodeId node) const {
    const std::uint32_t first = begins_[index_of(node)];
    return std::span(positions_).subspan(first, begins_[index_of(node) + 1] - first);
  }

 private:
  std::vector<std::uint32_t> begins_;  // by node, and the end
  std::vector<std::uint32_t> positions_;
};

}  // namespace oakprobe::diagnosis
