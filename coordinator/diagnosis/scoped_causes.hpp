#pragma once

#include "coordinator/diagnosis/path_fare.hpp"
#include "coordinator/diagnosis/scopes.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <tuple>
#include <vector>

namespace oakprobe::diagnosis {

// What a scope's trouble takes: so many paths of it were checked, and which have it.
struct ScopedCause {
  GroupBy by = GroupBy::scope;
  CauseScope scope;
  std::size_t of = 0;
  std::vector<std::size_t> members;  // into FinishedCheck::paths, ascending
};

// Finds scopes (a source, a target, their networks, a port, or what of these together) that have a
// trouble in common: as few as explain it. None of them has a path that contradicts. In slices of
// some milliseconds. It takes 16 bytes a troubled path, and 8 more where there are such scopes; and
// of each kind of trouble and each port about 130 a node and network between which there are paths:
// most where networks are many.
class ScopedCauses {
 public:
  // The check outlives it; its verdicts stay as they are.
  explicit ScopedCauses(const FinishedCheck& check);

  // The next slice: calls take(cause) for each that it finds, the largest first. false: no more.
  [[nodiscard]] bool advance(const std::function<void(ScopedCause)>& take);
  // Troubled paths that are in no scope's cause.
  [[nodiscard]] std::size_t left() const { return left_; }

 private:
  struct Trouble {
    std::uint32_t position = 0;  // in FinishedCheck::paths
    std::uint16_t source = 0;    // its rank
    std::uint16_t target = 0;    // so
    std::uint32_t service = 0;
    std::uint8_t kind = 0;
    bool covered = false;
  };
  // Positions in troubles_, by the rank of one end.
  struct ByRank {
    std::vector<std::uint32_t> begins;
    std::vector<std::uint32_t> at;
  };
  using Counts = boost::unordered_flat_map<std::uint64_t, std::uint32_t>;
  // Largest first: how many paths it had left when last counted, of how many, what decides then.
  struct Candidate {
    std::uint32_t left = 0;
    std::uint32_t of = 0;
    std::uint8_t liking = 0;
    std::uint8_t kind = 0;
    Scope scope;

    [[nodiscard]] auto order() const {
      return std::tuple(
          left,
          -std::int64_t{of},
          liking,
          -std::int64_t{scope.source},
          -std::int64_t{scope.target},
          -std::int64_t{scope.service},
          kind
      );
    }
    friend bool operator<(const Candidate& a, const Candidate& b) { return a.order() < b.order(); }
  };

  void count(std::size_t end);
  void begin_to_cover();
  [[nodiscard]] std::uint32_t kind_of(const PathFare& fare);
  void count_scopes(std::uint64_t cell, std::uint32_t paths);
  void consider(std::uint32_t kind, const Scope& scope, std::uint32_t paths);
  void reserve_queue();
  void sort_troubles();
  [[nodiscard]] bool is_wide(std::uint32_t kind, const Scope& scope) const;
  [[nodiscard]] ByRank by_rank(std::uint16_t Trouble::*end) const;
  // Adds to searched how many it looked at.
  [[nodiscard]] std::vector<std::uint32_t> uncovered(
      std::uint32_t kind, const Scope& scope, std::size_t& searched
  ) const;
  [[nodiscard]] bool is_of_like_hosts(
      const Candidate& candidate, const std::vector<std::uint32_t>& found
  ) const;
  void cover(const std::function<void(ScopedCause)>& take);

  const FinishedCheck& check_;
  Scopes scopes_;
  std::vector<PathFare> kinds_;
  std::deque<Trouble> troubles_;  // growing, a vector would be there twice
  Counts cells_;   // by kind, target, service and the source's network; and the other way round
  Counts counts_;  // by kind and scope
  ByRank by_source_;
  ByRank by_target_;
  std::vector<std::size_t> left_of_;  // by kind
  std::size_t left_ = 0;
  std::priority_queue<Candidate> queue_;
  std::size_t next_ = 0;    // path to be counted
  Counts::iterator cell_;   // to be counted
  Counts::iterator count_;  // to be considered
  int phase_ = 0;
};

}  // namespace oakprobe::diagnosis
