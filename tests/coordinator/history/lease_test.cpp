#include "coordinator/history/lease.hpp"

#include "coordinator/history/stored_state.hpp"
#include "tests/coordinator/history/both_databases.hpp"

namespace oakprobe::history {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds lasting{30'000};

class HistoryLease : public BothDatabases {};
ON_BOTH_DATABASES(HistoryLease);

TEST_P(HistoryLease, IsHeldByOneAndTakenOverWhenItIsOver) {
  Database database = open();
  Database other = open();
  auto lease = take_lease(database, "audit", "one", milliseconds(1'000), lasting);
  ASSERT_TRUE(lease);
  EXPECT_TRUE(lease->held);
  EXPECT_EQ(lease->until, milliseconds(31'000));
  lease = take_lease(other, "audit", "other", milliseconds(30'999), lasting);
  ASSERT_TRUE(lease);
  EXPECT_FALSE(lease->held);
  EXPECT_EQ(lease->owner, "one");
  EXPECT_EQ(lease->until, milliseconds(31'000));
  lease = take_lease(database, "audit", "one", milliseconds(20'000), lasting);
  EXPECT_EQ(lease->until, milliseconds(50'000));
  EXPECT_FALSE(take_lease(other, "audit", "other", milliseconds(49'999), lasting)->held);
  EXPECT_TRUE(take_lease(other, "audit", "other", milliseconds(50'000), lasting)->held);
  EXPECT_FALSE(take_lease(database, "audit", "one", milliseconds(50'001), lasting)->held);
  EXPECT_TRUE(take_lease(database, "something else", "one", milliseconds(50'001), lasting)->held);
}

TEST_P(HistoryLease, IsReleasedByItsOwnerAlone) {
  Database database = open();
  ASSERT_TRUE(take_lease(database, "audit", "one", milliseconds(0), lasting));
  ASSERT_TRUE(release_lease(database, "audit", "other"));
  EXPECT_FALSE(take_lease(database, "audit", "other", milliseconds(1), lasting)->held);
  ASSERT_TRUE(release_lease(database, "audit", "one"));
  EXPECT_TRUE(take_lease(database, "audit", "other", milliseconds(1), lasting)->held);
}

TEST_P(HistoryLease, StandsBesideStatesThatAreKept) {
  Database database = open();
  EXPECT_EQ(*load_state(database, "rotation"), std::nullopt);
  ASSERT_TRUE(save_state(database, "rotation", "one"));
  ASSERT_TRUE(save_state(database, "rotation", std::string(1'000'000, 'x')));
  ASSERT_TRUE(save_state(database, "baseline", ""));
  EXPECT_EQ(*load_state(database, "rotation"), std::string(1'000'000, 'x'));
  EXPECT_EQ(*load_state(database, "baseline"), "");
}

}  // namespace
}  // namespace oakprobe::history
