#pragma once

#include "base/ids.hpp"
#include "wire/packed.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// Paths of one message that are in the same state, as runs: most of a mesh are, and follow each
// other by target (what a source tells) or by source (what a target tells).
namespace oakprobe::wire {

struct PathRun {
  PathId first;
  std::uint16_t count = 0;  // and run_of_sources
  std::uint16_t state = 0;  // a position in a list beside the runs
};
// In the count: the sources of the run ascend, else its targets do.
inline constexpr std::uint16_t run_of_sources = 0x8000;
inline constexpr std::uint16_t run_paths_max = 0x7fff;

class RunWriter {
 public:
  void put(const PathId& path, std::uint16_t state) {
    if (count_ > 0 && state == state_ && count_ < run_paths_max && continues(path)) {
      ++count_;
      return;
    }
    end();
    first_ = path;
    state_ = state;
    count_ = 1;
    of_sources_ = false;
  }

  [[nodiscard]] Json take() {
    end();
    return packed_.take();
  }

 private:
  [[nodiscard]] bool continues(const PathId& path) {
    if (path.flow != first_.flow) return false;
    const bool next_target =
        path.source == first_.source &&
        index_of(path.target) == std::uint64_t{index_of(first_.target)} + count_;
    if (next_target) return count_ == 1 || !of_sources_;
    const bool next_source =
        path.target == first_.target &&
        index_of(path.source) == std::uint64_t{index_of(first_.source)} + count_;
    if (!next_source || (count_ > 1 && !of_sources_)) return false;
    of_sources_ = true;
    return true;
  }

  void end() {
    if (count_ == 0) return;
    const auto count = static_cast<std::uint16_t>(count_ | (of_sources_ ? run_of_sources : 0));
    packed_.put(PathRun{first_, count, state_});
    count_ = 0;
  }

  PackedWriter packed_;
  PathId first_;
  std::uint16_t state_ = 0;
  std::uint16_t count_ = 0;
  bool of_sources_ = false;
};

// How many paths the runs claim, no more than paths_max: room for them can be made at once.
[[nodiscard]] inline std::size_t paths_of_runs(
    std::span<const std::uint8_t> bytes, std::size_t paths_max
) {
  std::size_t paths = 0;
  PathRun run;
  for (PackedReader packed(bytes); packed.take(run);) paths += run.count & run_paths_max;
  return std::min(paths, paths_max);
}

// Calls visit(path, state) for each path, in order. Fails the field where it is malformed, tells of
// more than paths_max, or of a state that is not below `states`; some may have been visited by
// then.
template <class Visit>
void read_runs(
    Fields& fields,
    std::string_view key,
    std::size_t states,
    std::size_t paths_max,
    const Visit& visit
) {
  std::size_t paths = 0;
  read_records<PathRun>(fields, key, paths_max, [&](const PathRun& run) {
    const bool of_sources = (run.count & run_of_sources) != 0;
    const std::uint32_t count = run.count & run_paths_max;
    const std::uint32_t begin = index_of(of_sources ? run.first.source : run.first.target);
    if (count == 0 || run.state >= states || begin + std::uint64_t{count} - 1 > ~std::uint32_t{0})
      return false;
    if ((paths += count) > paths_max) return false;
    for (std::uint32_t at = 0; at < count; ++at) {
      PathId path = run.first;
      (of_sources ? path.source : path.target) = NodeId{begin + at};
      visit(path, run.state);
    }
    return true;
  });
}

}  // namespace oakprobe::wire
