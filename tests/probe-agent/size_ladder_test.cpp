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

}  // namespace
}  // namespace oakprobe::agent
