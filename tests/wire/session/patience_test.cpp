#include "wire/session/patience.hpp"

#include <gtest/gtest.h>

namespace oakprobe::wire {
namespace {

using namespace std::chrono_literals;

TEST(Patience, IsOverAMomentBehindTheLimit) {
  Patience patience(10s, 8'000ms, 250ms);
  EXPECT_EQ(patience.deadline(), 18s);
  EXPECT_FALSE(patience.is_over(18s - 1ns));
  EXPECT_FALSE(patience.is_over(18s)) << "what came may wait unread";
  EXPECT_EQ(patience.deadline(), 18'250ms);
  EXPECT_FALSE(patience.is_over(18'250ms - 1ns));
  EXPECT_TRUE(patience.is_over(18'250ms));
}

TEST(Patience, HasTheMomentFromWhenItWoke) {
  Patience patience(0s, 8'000ms, 250ms);
  EXPECT_FALSE(patience.is_over(60s)) << "it was us who slept";
  EXPECT_FALSE(patience.is_over(60'250ms - 1ns));
  EXPECT_TRUE(patience.is_over(60'250ms));
}

TEST(Patience, WithoutALimitIsNeverOver) {
  Patience patience;
  EXPECT_EQ(patience.deadline(), no_deadline);
  EXPECT_FALSE(patience.is_over(no_deadline - 1ns));
}

TEST(Patience, CanBeShortened) {
  Patience patience(0s, 8'000ms, 250ms);
  patience.set_deadline(1s);
  EXPECT_FALSE(patience.is_over(1s));
  EXPECT_TRUE(patience.is_over(1'250ms));
}

}  // namespace
}  // namespace oakprobe::wire
