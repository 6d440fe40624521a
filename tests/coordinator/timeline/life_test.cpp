#include "coordinator/timeline/life.hpp"

#include <gtest/gtest.h>

namespace oakprobe::timeline {
namespace {

using std::chrono::seconds;

LifeSpan known(int since, std::optional<int> until, bool fine) {
  LifeSpan span;
  span.since = seconds(since);
  if (until) span.until = seconds(*until);
  span.fine = fine;
  return span;
}

LifeSpan unknown(int since, std::optional<int> until) {
  LifeSpan span = known(since, until, false);
  span.unknown = true;
  return span;
}

TEST(Life, IsFineForAShareOfTheKnownTime) {
  const Life life{"tunnel", {known(100, 200, true), known(200, 300, false), known(300, {}, true)}};
  EXPECT_EQ(share_fine(life, seconds(100), seconds(500)), 0.75);
  EXPECT_EQ(share_fine(life, seconds(150), seconds(250)), 0.5);
  EXPECT_EQ(share_fine(life, seconds(0), seconds(100)), std::nullopt);
  EXPECT_EQ(share_fine(life, seconds(200), seconds(200)), std::nullopt);
  EXPECT_EQ(share_fine(life, seconds(300), seconds(301)), 1.0);
}

TEST(Life, LeavesUnknownTimeOut) {
  const Life life{
      "tunnel",
      {known(100, 200, true), known(200, {}, false), unknown(150, 180), unknown(250, {})}};
  // Fine for 70 s, not so for 50 s.
  EXPECT_EQ(share_fine(life, seconds(100), seconds(500)), 70.0 / 120.0);
  EXPECT_EQ(share_fine(life, seconds(250), seconds(500)), std::nullopt);
}

TEST(Life, IsCutToATime) {
  const Life life{"tunnel", {known(100, 200, true), known(200, 300, false), known(300, {}, true)}};
  EXPECT_EQ(between(life, seconds(200), seconds(300)).spans.size(), 1U);
  EXPECT_EQ(between(life, seconds(199), seconds(301)).spans.size(), 3U);
  EXPECT_EQ(between(life, seconds(900), seconds(901)).spans.size(), 1U);
}

}  // namespace
}  // namespace oakprobe::timeline
