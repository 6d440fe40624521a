#include "plans/path_walk.hpp"

#include "tests/plans/meshes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace oakprobe::plans {
namespace {

constexpr std::array<std::byte, 2> seed{std::byte{3}, std::byte{4}};

// What is visited at a time.
std::vector<std::size_t> walk(
    const inventory::Inventory& inventory, const PathPlan& plan, std::vector<PathId>& paths
) {
  std::vector<std::size_t> steps;
  const inventory::PathSelection all;
  PathWalk parts(inventory, all, plan);
  const PathWalk::Visit visit = [&](const inventory::ExpectedPath& path) {
    paths.push_back(path.id);
    ++steps.back();
  };
  steps.push_back(0);
  while (parts.advance(visit)) steps.push_back(0);
  EXPECT_EQ(steps.back(), 0U);
  steps.pop_back();
  return steps;
}

TEST(PathWalk, VisitsALargeMeshInPartsAndInOrder) {
  const auto inventory = workers_in_clusters(2, 150);
  std::vector<PathId> expected;
  inventory::for_each_path(inventory, {}, [&](const inventory::ExpectedPath& path) {
    expected.push_back(path.id);
  });
  std::vector<PathId> paths;
  const auto steps = walk(inventory, make_plan(inventory, {}, PlanKind::full, seed), paths);
  EXPECT_EQ(paths, expected);
  EXPECT_GT(steps.size(), 2U);
  for (const std::size_t step : steps) EXPECT_LE(step, 40'000U);
}

TEST(PathWalk, VisitsThePairsOfAThinnedMeshInParts) {
  const auto inventory = workers_in_clusters(2, 150);
  const PathPlan plan = make_plan(inventory, {}, PlanKind::rotate, seed, {0, 200});
  std::vector<PathId> paths;
  const auto steps = walk(inventory, plan, paths);
  EXPECT_EQ(plan.tried(), 60'000U);
  for (const std::size_t step : steps) EXPECT_LE(step, 40'000U);
  EXPECT_TRUE(std::ranges::is_sorted(paths));
  const auto of_mesh = std::ranges::count(paths, plan.meshes[0].mesh.flows[0], &PathId::flow);
  EXPECT_EQ(of_mesh, 60'000);
}

}  // namespace
}  // namespace oakprobe::plans
