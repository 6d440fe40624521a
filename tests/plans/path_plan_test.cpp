#include "plans/path_plan.hpp"

#include "tests/plans/meshes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace oakprobe::plans {
namespace {

using inventory::PathSelection;

constexpr std::array<std::byte, 2> seed{std::byte{3}, std::byte{4}};

std::vector<PathId> paths_of(
    const inventory::Inventory& inventory, const PathSelection& selection, const PathPlan& plan
) {
  std::vector<PathId> paths;
  for_each_path(inventory, selection, plan, [&](const inventory::ExpectedPath& path) {
    paths.push_back(path.id);
  });
  return paths;
}

TEST(Meshes, AreWhatAllMembersDialToAllOthers) {
  const auto inventory = workers_in_clusters(2, 5);
  const std::vector<Mesh> meshes = meshes_of(inventory, {});
  ASSERT_EQ(meshes.size(), 1U);
  EXPECT_EQ(meshes[0].members.size(), 10U);
  EXPECT_EQ(meshes[0].pairs(), 90U);
  ASSERT_EQ(meshes[0].flows.size(), 1U);
  EXPECT_EQ(inventory.flow(meshes[0].flows[0]).id, "worker-tunnel");
}

TEST(Meshes, AreNoneWhereSourcesOrTargetsAreChosen) {
  const auto inventory = workers_in_clusters(2, 5);
  PathSelection selection;
  selection.sources = {NodeId{3}};
  EXPECT_TRUE(meshes_of(inventory, selection).empty());
  EXPECT_TRUE(meshes_of(workers_in_clusters(1, 2), {}).empty()) << "two members";
}

TEST(Meshes, KnowTheClustersAndNetworksOfTheirMembers) {
  const auto inventory = workers_in_clusters(3, 4);
  const Mesh mesh = meshes_of(inventory, {}).front();
  const MeshGroups groups = groups_of(inventory, mesh);
  EXPECT_EQ(groups.clusters, 3U);
  EXPECT_EQ(groups.networks, 3U);
  EXPECT_EQ(groups.prefix, 24U);
  EXPECT_EQ(groups.cluster[0], groups.cluster[3]);
  EXPECT_NE(groups.cluster[3], groups.cluster[4]);
}

TEST(Meshes, TakeLargerNetworksWhereThereAreTooMany) {
  const auto inventory = workers_in_clusters(60, 1);
  const MeshGroups groups = groups_of(inventory, meshes_of(inventory, {}).front());
  EXPECT_LT(groups.prefix, 24U);
  EXPECT_LE(groups.networks * groups.networks, 10 * 60U);
}

TEST(PathPlan, FullIsEveryPath) {
  const auto inventory = workers_in_clusters(2, 4);
  const PathPlan plan = make_plan(inventory, {}, PlanKind::full, seed);
  std::vector<PathId> all;
  inventory::for_each_path(inventory, {}, [&](const inventory::ExpectedPath& path) {
    all.push_back(path.id);
  });
  EXPECT_EQ(paths_of(inventory, {}, plan), all);
  EXPECT_EQ(plan.possible(), 56U);
  EXPECT_EQ(plan.tried(), 56U);
}

TEST(PathPlan, CoverThinsMeshesAndNothingElse) {
  const auto inventory = workers_in_clusters(2, 20);
  const PathPlan plan = make_plan(inventory, {}, PlanKind::cover, seed);
  const std::vector<PathId> paths = paths_of(inventory, {}, plan);
  EXPECT_TRUE(std::ranges::is_sorted(paths));
  const FlowId tunnel = plan.meshes.at(0).mesh.flows.at(0);
  std::map<FlowId, std::uint64_t> seen;
  for (const PathId& path : paths) ++seen[path.flow];
  for (const auto& count : inventory::count_paths(inventory, {}))
    EXPECT_TRUE(count.flow == tunnel || seen[count.flow] == count.paths);
  EXPECT_EQ(seen[tunnel], plan.tried());
  EXPECT_LT(plan.tried(), plan.possible() / 10);
  for (const auto& count : count_paths(inventory, {}, plan))
    EXPECT_EQ(seen[count.flow], count.paths);
}

TEST(PathPlan, RotateTriesEveryDirectedPairOnceIn1RunOfEach) {
  const auto inventory = workers_in_clusters(3, 4);
  const std::uint32_t members = 12;
  std::set<PathId> tried;
  std::uint64_t next = 5;  // wherever it stands
  for (std::uint32_t run = 0; run * 4 < members - 1; ++run, next += 4) {
    const PathPlan plan = make_plan(inventory, {}, PlanKind::rotate, seed, {next, 4});
    const FlowId tunnel = plan.meshes.at(0).mesh.flows.at(0);
    std::map<NodeId, unsigned> sent;
    for (const PathId& path : paths_of(inventory, {}, plan)) {
      if (path.flow != tunnel) continue;
      tried.insert(path);
      ++sent[path.source];
    }
    for (const auto& [node, count] : sent) EXPECT_EQ(count, 4U);
  }
  EXPECT_EQ(tried.size(), members * (members - 1));
}

TEST(PathPlan, MoreSlotsThanThereAreAreAll) {
  const auto inventory = workers_in_clusters(1, 5);
  const PathPlan plan = make_plan(inventory, {}, PlanKind::rotate, seed, {7, 1'000});
  EXPECT_EQ(plan.tried(), plan.possible());
}

TEST(PathPlan, ByItselfIsFullUpTo2000Members) {
  EXPECT_EQ(default_kind(workers_in_clusters(8, 250), {}), PlanKind::full);
  EXPECT_EQ(default_kind(workers_in_clusters(9, 223), {}), PlanKind::cover);
}

}  // namespace
}  // namespace oakprobe::plans
