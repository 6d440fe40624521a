#include "coordinator/fleet/piece_sizes.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace oakprobe::fleet {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kib = 1024;

// The sizes of all pieces, when each takes `latency`, and its bytes at this rate.
std::vector<std::size_t> sizes_over(
    std::size_t bytes, std::chrono::milliseconds latency, std::size_t bytes_per_second
) {
  PieceSizes pieces(bytes);
  std::vector<std::size_t> sizes;
  net::TimePoint now;
  while (const std::size_t size = pieces.next(now)) {
    sizes.push_back(size);
    now += latency + std::chrono::milliseconds(size * 1000 / bytes_per_second);
    EXPECT_TRUE(pieces.arrived(now));
  }
  EXPECT_EQ(pieces.bytes_arrived(), bytes);
  return sizes;
}

TEST(PieceSizes, GrowWhereTheWayIsQuick) {
  const std::vector<std::size_t> expected{
      16 * kib, 32 * kib, 64 * kib, 128 * kib, 256 * kib, 512 * kib, 512 * kib, 280 * kib};
  EXPECT_EQ(sizes_over(1'800 * kib, 1ms, 100'000'000), expected);
  EXPECT_EQ(sizes_over(1'800 * kib, 600ms, 100'000'000), expected) << "a satellite";
}

TEST(PieceSizes, TakeAboutASecondWhereItIsSlow) {
  for (const std::size_t rate : {16 * kib, 30 * kib, 125 * kib, 400 * kib}) {
    for (const std::size_t size : sizes_over(1'800 * kib, 20ms, rate))
      EXPECT_LE(size, std::max(2 * rate, PieceSizes::bytes_min)) << rate;
  }
}

TEST(PieceSizes, ShrinkWhenItBecomesSlowAndNotForEver) {
  PieceSizes pieces(100'000 * kib);
  net::TimePoint now;
  for (int i = 0; i < 10; ++i) {
    EXPECT_GT(pieces.next(now), 0U);
    EXPECT_TRUE(pieces.arrived(now));
  }
  EXPECT_EQ(pieces.next(now), PieceSizes::bytes_max);
  EXPECT_TRUE(pieces.arrived(now += 2'001ms));
  EXPECT_EQ(pieces.next(now), PieceSizes::bytes_max / 2);
  EXPECT_TRUE(pieces.arrived(now += 1'000ms));
  EXPECT_EQ(pieces.next(now), PieceSizes::bytes_max / 2) << "neither quick nor slow";
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(pieces.arrived(now += 29s));
    EXPECT_GE(pieces.next(now), PieceSizes::bytes_min);
  }
  EXPECT_TRUE(pieces.arrived(now));
  EXPECT_EQ(pieces.next(now), 2 * PieceSizes::bytes_min);
}

TEST(PieceSizes, OnlyWhatWasSentArrives) {
  const net::TimePoint now;
  PieceSizes pieces(10);
  EXPECT_FALSE(pieces.arrived(now)) << "nothing was sent";
  EXPECT_EQ(pieces.next(now), 10U);
  EXPECT_EQ(pieces.bytes_arrived(), 0U);
  EXPECT_TRUE(pieces.arrived(now));
  EXPECT_FALSE(pieces.arrived(now)) << "once";
  EXPECT_EQ(pieces.next(now), 0U);
  EXPECT_FALSE(pieces.arrived(now)) << "the end is no piece";
  EXPECT_EQ(pieces.bytes_arrived(), 10U);
}

}  // namespace
}  // namespace oakprobe::fleet
