#pragma once

#include "base/ids.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>

namespace oakprobe {

struct PathIdHash {
  [[nodiscard]] std::size_t operator()(const PathId& id) const {
    const std::uint64_t ends = std::uint64_t{index_of(id.source)} << 32U | index_of(id.target);
    return static_cast<std::size_t>(ends ^ std::uint64_t{index_of(id.flow)} * 0x9e3779b97f4a7c15U);
  }
};

// By path, flat: nothing is allocated for each. Pointers into it hold until the next insertion.
template <class T>
using PathTable = boost::unordered_flat_map<PathId, T, PathIdHash>;

}  // namespace oakprobe
