#include "coordinator/audit/schedule.hpp"

#include <gtest/gtest.h>

#include <set>

namespace oakprobe::audit {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first{1'000'000};
constexpr milliseconds every{10'000};

TEST(Schedule, KeepsToItsTurns) {
  const Schedule schedule{first, every, 7};
  for (int turn = 0; turn < 1'000; ++turn) {
    const milliseconds next = schedule.next(first + every * turn);
    EXPECT_GE(next, first + every * (turn + 1));
    EXPECT_LT(next, first + every * (turn + 1) + every / 10);
  }
}

TEST(Schedule, DoesNotDriftWithTheLengthOfRuns) {
  const Schedule schedule{first, every, 7};
  const milliseconds soon = schedule.next(first + milliseconds(1));
  EXPECT_EQ(schedule.next(first), soon);
  EXPECT_EQ(schedule.next(first + every - milliseconds(1)), soon);
  EXPECT_GT(schedule.next(first + every), soon);
}

TEST(Schedule, PassesOverWhatWasMissed) {
  const Schedule schedule{first, every, 7};
  const milliseconds woken = first + every * 5'000 + milliseconds(3);
  EXPECT_GT(schedule.next(woken), woken);
  EXPECT_LE(schedule.next(woken), woken + every + every / 10);
}

TEST(Schedule, BeginsTurnsAtDifferentTimes) {
  std::set<milliseconds> later;
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    later.insert(Schedule{first, every, seed}.next(first) - first - every);
  EXPECT_GT(later.size(), 80U);
}

TEST(Schedule, TakesTheShortestTime) {
  const Schedule schedule{first, milliseconds(1), 7};
  EXPECT_EQ(schedule.next(first), first + milliseconds(1));
}

TEST(Schedule, SurvivesAClockThatIsSetBack) {
  const Schedule schedule{first, every, 7};
  EXPECT_EQ(schedule.next(milliseconds(0)), schedule.next(first));
}

}  // namespace
}  // namespace oakprobe::audit
