#pragma once

#include "base/ids.hpp"
#include "base/rotation.hpp"
#include "plans/path_plan.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What `--plan rotate` keeps from run to run, so that after (n−1)/K runs every directed pair of a
// mesh was tried: not likely, but for certain.
namespace oakprobe::plans {

using Seed = RotationSeed;

// The last time that a slot was tried.
struct SlotRecord {
  std::uint32_t slot = 0;      // 1 to members - 1
  std::int64_t tried_at = 0;   // seconds since 1970, UTC
  std::uint64_t verified = 0;  // its paths that got an answer: open or not, but not unknown

  friend bool operator==(const SlotRecord&, const SlotRecord&) = default;
};

struct MeshRecord {
  std::uint32_t members = 0;  // a sum over their names and the flows': others are another mesh
  std::uint32_t count = 0;
  std::vector<SlotRecord> slots;  // those that were tried, ascending

  friend bool operator==(const MeshRecord&, const MeshRecord&) = default;
};

struct RotationState {
  Seed seed{};
  std::uint64_t next = 0;  // slots tried so far, counted over all runs
  std::vector<MeshRecord> meshes;

  friend bool operator==(const RotationState&, const RotationState&) = default;
};

inline constexpr std::size_t state_bytes_max = std::size_t{16} * 1024 * 1024;

// As a JSON text, and back; nullopt: it is none.
[[nodiscard]] std::string to_text(const RotationState& state);
[[nodiscard]] std::optional<RotationState> parse_rotation_state(std::string_view text);

// Of a text that is no such state: whether it was one, and lost a part of itself (a full disk, a
// machine that went down): empty, zeros, or the beginning of one. False: somebody else's file, or a
// newer Oakprobe's.
[[nodiscard]] bool is_damaged_state(std::string_view text);

// Its seed comes from the names, so that who asks before the first run sees what that will try.
[[nodiscard]] RotationState begin_rotation(
    const inventory::Inventory& inventory, const std::vector<Mesh>& meshes
);

// Whether the state is of these meshes: the same members and flows, by name.
[[nodiscard]] bool is_of(
    const RotationState& state,
    const inventory::Inventory& inventory,
    const std::vector<Mesh>& meshes
);

// A path of a run.
struct RotatedPath {
  PathId id;
  bool verified = false;  // it got an answer
};

// Notes a run of `plan`, which was to try `slots`: `tried` are the paths that were dialled, in any
// order; others' are passed over. A slot of which nothing was dialled was not tried; false: so it
// is with all of them, and the next run is to try the same.
[[nodiscard]] bool note_run(
    RotationState& state,
    const PathPlan& plan,
    Slots slots,
    std::span<const RotatedPath> tried,
    std::int64_t now
);

// What all runs together know.
struct RotationCoverage {
  std::uint64_t verified = 0;          // paths
  std::optional<std::int64_t> oldest;  // when the slot was tried that is longest ago
  std::uint64_t slots_left = 0;        // until each was tried at least once
};

[[nodiscard]] RotationCoverage coverage_of(const RotationState& state);

}  // namespace oakprobe::plans
