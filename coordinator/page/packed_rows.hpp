#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::page {

// Numbers of a path in oakprobe.matrix/1: all but the last are positions in its lists of flows and
// nodes, the last in its list of outcomes.
struct PackedPath {
  std::uint32_t flow = 0;
  std::uint32_t source = 0;
  std::uint32_t target = 0;
  std::uint32_t outcome = 0;
};

// `rows` of oakprobe.matrix/1 (docs/serve.md), before base64: of a mesh, a byte or two for each run
// of targets that are in one state, and not for each path.
class RowPacker {
 public:
  // Ascending by flow, source, target, a path once: what is out of order begins a row of its own.
  void add(const PackedPath& path);
  // All that was added. Nothing is added afterwards.
  [[nodiscard]] std::string finish();

 private:
  struct Run {
    std::uint32_t gap = 0;
    std::uint32_t length = 0;
    std::uint32_t outcome = 0;
  };

  void end_row();

  std::string bytes_;
  std::optional<PackedPath> latest_;
  std::vector<Run> runs_;  // of the row of `latest_`
};

}  // namespace oakprobe::page
