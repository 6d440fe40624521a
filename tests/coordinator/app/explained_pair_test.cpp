#include "coordinator/app/explained_pair.hpp"

#include "inventory/parse_inventory.hpp"

#include <gmock/gmock.h>

namespace oakprobe::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

inventory::Inventory small() {
  return *inventory::parse_inventory(
      "version: 1\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root, cluster], cluster: a}\n"
      "  - {name: \"w[1-2]\", address: \"192.0.2.[2-3]\", roles: [worker], cluster: a}\n"
      "  - {name: office, address: 192.0.2.50, roles: [client]}\n"
  );
}

TEST(ExplainedPair, IsCheckedInBothDirectionsWithEveryFlow) {
  const auto pair = choose_pair(small(), "w2", "w1");
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->source, NodeId{2});
  EXPECT_EQ(pair->target, NodeId{1});
  EXPECT_TRUE(pair->selection.all_flows);
  EXPECT_THAT(pair->selection.sources, ElementsAre(NodeId{2}, NodeId{1}));
  EXPECT_EQ(pair->selection.targets, pair->selection.sources);
}

TEST(ExplainedPair, BothUnknownNamesAreTold) {
  const auto pair = choose_pair(small(), "w3", "w[1-2]");
  ASSERT_FALSE(pair);
  EXPECT_EQ(pair.error().kind, FailureKind::wrong_input);
  EXPECT_THAT(
      pair.error().messages,
      ElementsAre(
          HasSubstr("the inventory has no node 'w3'"),
          HasSubstr("'w[1-2]' may be several; name one")
      )
  );
}

TEST(ExplainedPair, NothingBetweenThemIsTold) {
  const auto one = choose_pair(small(), "w1", "w1");
  ASSERT_FALSE(one);
  EXPECT_THAT(
      one.error().messages, ElementsAre(HasSubstr("'w1' (worker) dials nothing of its own"))
  );
  const auto other = choose_pair(small(), "w1", "office");
  ASSERT_FALSE(other);
  EXPECT_THAT(
      other.error().messages,
      ElementsAre(HasSubstr("there is no flow between 'w1' (worker) and 'office' (client)"))
  );
}

}  // namespace
}  // namespace oakprobe::app
