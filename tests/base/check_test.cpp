#include "base/check.hpp"

#include <gtest/gtest.h>

namespace oakprobe {
namespace {

TEST(CheckDeathTest, AbortsAndTellsWhatDidNotHoldAndWhere) {
  const int frames = 3;
  EXPECT_DEATH(CHECK(frames == 4), "frames == 4 does not hold .*check_test.cpp");
}

TEST(Check, LooksOnceAtWhatHolds) {
  int looks = 0;
  CHECK(++looks > 0);
  EXPECT_EQ(looks, 1);
}

TEST(Check, IsOneStatement) {
  bool otherwise = false;
  if (false)
    CHECK(false);
  else
    otherwise = true;
  EXPECT_TRUE(otherwise);
}

}  // namespace
}  // namespace oakprobe
