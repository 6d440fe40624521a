#pragma once

#include "base/described_enum.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace oakprobe::metrics {

// Upper ends of the histogram's buckets, in microseconds; one more has what is above.
inline constexpr std::array<std::uint32_t, 14> bucket_ends_us{
    100,
    250,
    500,
    1'000,
    2'500,
    5'000,
    10'000,
    25'000,
    50'000,
    100'000,
    250'000,
    500'000,
    1'000'000,
    5'000'000};

// What the paths of one flow between two clusters come to.
struct PathTally {
  std::array<std::uint64_t, enum_size<diagnosis::Status>> by_status{};
  // Of paths that are open or degraded and were dialled by us: a running service is not counted.
  std::uint64_t attempts = 0;
  std::uint64_t attempts_lost = 0;
  std::array<std::uint64_t, bucket_ends_us.size() + 1> round_trips{};  // by bucket, not summed up
  std::uint64_t round_trips_us = 0;                                    // their sum
};

struct FlowTally {
  std::uint64_t planned = 0;
  std::uint64_t tried = 0;
};

// One pass over all paths of a check, which is summed up.
struct PathTallies {
  PathTallies(const diagnosis::FinishedCheck& check, std::size_t listed_max);

  // Position in `clusters`, of the nodes by NodeId.
  std::vector<std::size_t> cluster_of;
  std::vector<std::string> clusters;  // "" is that of nodes without one
  // By flow, cluster of the source and of the target.
  std::map<std::tuple<FlowId, std::size_t, std::size_t>, PathTally> tallies;
  std::vector<FlowTally> flows;     // by FlowId
  std::vector<std::size_t> listed;  // paths that are not as expected, the worst first
  std::size_t left_out = 0;         // so many more

 private:
  void name_clusters(const inventory::Inventory& inventory);
};

}  // namespace oakprobe::metrics
