#include "coordinator/metrics/path_tallies.hpp"

#include "coordinator/diagnosis/common_causes.hpp"
#include "coordinator/metrics/metrics.hpp"

#include <algorithm>

namespace oakprobe::metrics {
namespace {

using diagnosis::FinishedPath;
using diagnosis::Status;

void count(PathTally& tally, const FinishedPath& path) {
  const Status status = path.verdict->status;
  ++tally.by_status[static_cast<std::size_t>(status)];
  if (path.round_trip) {
    const std::uint32_t time = path.round_trip->median_us;
    const auto bucket = std::ranges::lower_bound(bucket_ends_us, time) - bucket_ends_us.begin();
    ++tally.round_trips[static_cast<std::size_t>(bucket)];
    tally.round_trips_us += time;
  }
  const bool works = status == Status::open || status == Status::degraded;
  const bool answered_by_agent = path.dial && !path.dial->answered.empty();
  if (!works || !answered_by_agent) return;
  const std::uint32_t sent = path.dial->sent.bits();
  tally.attempts += static_cast<std::uint64_t>(path.dial->sent.count());
  tally.attempts_lost +=
      static_cast<std::uint64_t>(evidence::AttemptSet(sent & ~path.dial->answered.bits()).count());
}

}  // namespace

void PathTallies::name_clusters(const inventory::Inventory& inventory) {
  std::map<std::string_view, std::size_t> positions{{"", 0}};
  clusters = {""};
  for (const inventory::Node& node : inventory.nodes) {
    auto known = positions.find(node.cluster);
    if (known == positions.end()) {
      const std::size_t position = std::min(clusters.size(), clusters_max + 1);
      known = positions.emplace(node.cluster, position).first;
      if (clusters.size() <= clusters_max)
        clusters.push_back(node.cluster);
      else if (clusters.size() == clusters_max + 1)
        clusters.emplace_back(other_clusters);
    }
    cluster_of.push_back(known->second);
  }
}

PathTallies::PathTallies(const diagnosis::FinishedCheck& check, std::size_t listed_max)
    : flows(check.inventory.flows.size()) {
  name_clusters(check.inventory);
  // By how bad they are: telling_order(), and what is accepted behind all.
  std::array<std::vector<std::size_t>, 5> ranked;
  PathTally* tally = nullptr;
  auto of_tally = std::make_tuple(FlowId{}, std::size_t{}, std::size_t{});
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    const FinishedPath path = check.paths[at];
    const auto key = std::make_tuple(
        path.id.flow, cluster_of[index_of(path.id.source)], cluster_of[index_of(path.id.target)]
    );
    if (tally == nullptr || key != of_tally) tally = &tallies[key];  // the next is often alike
    of_tally = key;
    count(*tally, path);
    FlowTally& flow = flows[index_of(path.id.flow)];
    ++flow.planned;
    if (path.is_tried()) ++flow.tried;
    if (is_as_expected(*path.verdict)) continue;
    const std::size_t rank =
        path.accepted ? 4
                      : static_cast<std::size_t>(diagnosis::telling_order(path.verdict->status));
    if (ranked[rank].size() < listed_max) ranked[rank].push_back(at);
    ++left_out;
  }
  for (const auto& positions : ranked)
    for (const std::size_t at : positions)
      if (listed.size() < listed_max) listed.push_back(at);
  left_out -= listed.size();
}

}  // namespace oakprobe::metrics
