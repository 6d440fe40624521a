#include "coordinator/app/plan_paths.hpp"

#include "inventory/parse_inventory.hpp"

#include <gmock/gmock.h>

namespace oakprobe::app {
namespace {

inventory::Inventory workers() {
  return *inventory::parse_inventory(
      "version: 1\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root, cluster], cluster: a}\n"
      "  - {name: \"w[1-6]\", address: \"192.0.2.[2-7]\", roles: [worker], cluster: a}\n"
  );
}

TEST(PlanPaths, IsOfAllThatIsExpected) {
  const auto inventory = workers();
  const auto planned = plan_paths(inventory, {}, {});
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->plan.kind, plans::PlanKind::full);
  EXPECT_EQ(planned->paths, path_count(inventory::count_paths(inventory, {})));
  EXPECT_EQ(planned->warning, "");
  PlanChoice cover;
  cover.kind = plans::PlanKind::cover;
  EXPECT_LT(plan_paths(inventory, {}, cover)->paths, planned->paths);
}

TEST(PlanPaths, NothingIsAWrongInput) {
  inventory::PathSelection nothing;
  nothing.sources = {NodeId{1}};
  nothing.targets = {NodeId{1}};
  const auto planned = plan_paths(workers(), nothing, {});
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().kind, FailureKind::wrong_input);
  EXPECT_THAT(
      planned.error().messages,
      ::testing::ElementsAre("nothing is selected: no path of this inventory fits the options")
  );
}

TEST(PlanPaths, WhatAChoiceNeedsIsToldByIt) {
  PlanChoice rotate;
  rotate.kind = plans::PlanKind::rotate;
  rotate.slots = 1;
  rotate.inventory = "-";
  const auto planned = plan_paths(workers(), {}, rotate);
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().kind, FailureKind::wrong_input);
}

}  // namespace
}  // namespace oakprobe::app
