#pragma once

#include "coordinator/diagnosis/cause_keys.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/diagnosis/scoped_causes.hpp"
#include "coordinator/diagnosis/telling_order.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <queue>
#include <tuple>
#include <vector>

namespace oakprobe::diagnosis {

// Fills causes and each path's cause_index. Of paths of the same status, cause and segments those
// are told together that a scope explains (ScopedCauses). What is left, and what no scope can
// explain, is told together where it shares its target and port, its source, both, the router that
// refused it, or the node whose agent failed: the largest such group first, until every path is in
// one. In slices of some milliseconds.
class CommonCauses {
 public:
  // The check outlives it; meanwhile nothing else of it is changed.
  explicit CommonCauses(FinishedCheck& check);

  // The next slice; false: every path is in a group.
  [[nodiscard]] bool advance();

 private:
  // Paths that have a key in common: a mesh's million, twice, so in four bytes each.
  struct Alike {
    CauseKey key;
    std::vector<std::uint32_t> members;  // ascending
  };
  struct KeyHash {
    std::size_t operator()(const CauseKey& key) const;
  };
  // The largest first: how many paths it had left when that was last counted, what decides between
  // equals, and its position in groups_.
  using Candidate = std::tuple<std::size_t, int, std::ptrdiff_t, std::uint32_t>;

  void gather(std::size_t end);
  void begin_to_cover();
  void cover_slice();
  [[nodiscard]] std::size_t uncovered(const Alike& group) const;
  [[nodiscard]] bool is_chance(const Alike& group) const;
  void count_closed(const PathId& id);
  [[nodiscard]] std::size_t checked(const CauseKey& key) const;
  void take(const Alike& group);

  FinishedCheck& check_;
  CauseKeys keys_;
  std::optional<ScopedCauses> scopes_;
  Pairs pairs_ = Pairs::apart;
  using Port = std::tuple<std::uint32_t, Protocol, std::uint16_t>;  // with its target
  // How many paths were checked to each, and how many of them are to be closed, and not exposed;
  // the same by source.
  std::map<Port, std::size_t> checked_;
  std::map<Port, std::size_t> closed_to_;
  std::map<std::uint32_t, std::size_t> closed_from_;
  std::vector<Alike> groups_;
  boost::unordered_flat_map<CauseKey, std::uint32_t, KeyHash> group_of_;  // while gathering
  std::size_t next_ = 0;                                                  // path to be gathered
  bool gathered_ = false;
  std::priority_queue<Candidate> queue_;
};

// The positions of each cause's paths, ascending.
[[nodiscard]] std::vector<std::vector<std::size_t>> members_of_causes(const FinishedCheck& check);

}  // namespace oakprobe::diagnosis
