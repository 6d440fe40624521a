#include "probe-agent/look/size_ladder.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace oakprobe::agent {
namespace {

constexpr std::uint16_t full = 1'478;
constexpr std::uint16_t smallest = 576;

// Climbs on a path that passes `mtu` bytes unfragmented.
std::vector<wire::SizedProbe> climbed(unsigned mtu, std::uint32_t told = 0) {
  SizeLadder ladder(full, smallest);
  std::vector<wire::SizedProbe> tried;
  for (auto steps = ladder.next(tried); !steps.empty(); steps = ladder.next(tried)) {
    for (const LadderStep& step : steps) {
      wire::SizedProbe& probe = tried.emplace_back();
      probe.bytes = step.bytes;
      probe.may_fragment = step.may_fragment;
      probe.answered = step.may_fragment || step.bytes <= mtu;
      if (!probe.answered && told > 0) probe.icmp.emplace().mtu = told;
    }
    if (tried.size() > wire::sizes_max) break;
  }
  return tried;
}

unsigned largest(const std::vector<wire::SizedProbe>& tried) {
  unsigned bytes = 0;
  for (const wire::SizedProbe& one : tried)
    if (one.answered && !one.may_fragment) bytes = std::max<unsigned>(bytes, one.bytes);
  return bytes;
}

TEST(SizeLadder, StopsAfterOneRoundWhereTheFullPacketPasses) {
  const auto tried = climbed(1'500);
  EXPECT_EQ(tried.size(), 3U);
  EXPECT_EQ(largest(tried), 1'500U);
  EXPECT_EQ(largest(climbed(full)), full);
}

TEST(SizeLadder, FindsEveryPathMtuToFiveBytes) {
  for (unsigned mtu = smallest; mtu < full; ++mtu) {
    const auto tried = climbed(mtu);
    ASSERT_LE(tried.size(), wire::sizes_max);
    ASSERT_LE(largest(tried), mtu);
    ASSERT_GE(largest(tried) + 5, mtu);
  }
}

TEST(SizeLadder, TriesTheMtuThatItIsTold) {
  EXPECT_EQ(largest(climbed(1'403, 1'403)), 1'403U);
  EXPECT_LE(largest(climbed(1'300, 1'403)), 1'300U) << "told wrongly";
}

TEST(SizeLadder, GivesUpWhereNothingPasses) {
  const auto tried = climbed(100);
  EXPECT_EQ(largest(tried), 0U);
  EXPECT_LE(tried.size(), wire::sizes_max);
}

TEST(SizeLadder, TriesUsualSizesWhereNothingIsAnswered) {
  const auto tried = climbed(100);
  std::vector<unsigned> sizes;
  for (const wire::SizedProbe& one : tried) sizes.push_back(one.bytes);
  for (const unsigned mtu : {1'280U, 1'380U, 1'400U, 1'420U, 1'440U, 1'450U, 1'460U})
    EXPECT_EQ(std::ranges::count(sizes, mtu), 1) << mtu;
  EXPECT_EQ(std::ranges::count_if(sizes, [](unsigned bytes) { return bytes > full; }), 1)
      << "what an Ethernet carries";
}

// Climbs on connections whose ends take `full` and whose way takes `mtu`.
std::vector<wire::SizedProbe> climbed_by_segments(unsigned mtu, unsigned ends) {
  SizeLadder ladder = SizeLadder::of_segments(wire::packet_bytes_max, smallest);
  std::vector<wire::SizedProbe> tried;
  for (auto steps = ladder.next(tried); !steps.empty(); steps = ladder.next(tried)) {
    EXPECT_LE(steps.size(), 8U) << "connections at one time";
    for (const LadderStep& step : steps) {
      wire::SizedProbe& probe = tried.emplace_back();
      probe.bytes = static_cast<std::uint16_t>(std::min<unsigned>(step.bytes, ends));
      probe.answered = probe.bytes <= mtu;
    }
    if (tried.size() > wire::sizes_max) break;
  }
  return tried;
}

TEST(SizeLadder, OfSegmentsBeginsWithWhatTheEndsTake) {
  EXPECT_EQ(climbed_by_segments(1'500, 1'500).size(), 1U);
  EXPECT_EQ(climbed_by_segments(9'000, 9'000).size(), 1U);
  for (unsigned mtu = smallest; mtu < 1'500; ++mtu) {
    const auto tried = climbed_by_segments(mtu, 1'500);
    ASSERT_LE(tried.size(), wire::sizes_max);
    ASSERT_LE(largest(tried), mtu);
    ASSERT_GE(largest(tried) + 5, mtu);
    ASSERT_EQ(std::ranges::count(tried, 1'500, &wire::SizedProbe::bytes), 2) << "tried twice";
  }
}

TEST(SizeLadder, OfSegmentsEndsWhereNoConnectionWas) {
  SizeLadder ladder = SizeLadder::of_segments(wire::packet_bytes_max, smallest);
  EXPECT_EQ(ladder.next({}).size(), 1U);
  EXPECT_TRUE(ladder.next({}).empty());
}

}  // namespace
}  // namespace oakprobe::agent
