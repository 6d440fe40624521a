#include "probe-agent/look/segment_ladder.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace oakprobe::agent {
namespace {

constexpr std::uint16_t smallest = 576;

unsigned largest(const std::vector<evidence::SizedProbe>& tried) {
  unsigned bytes = 0;
  for (const evidence::SizedProbe& one : tried)
    if (one.answered) bytes = std::max<unsigned>(bytes, one.bytes);
  return bytes;
}

// Climbs on connections whose ends take `full` and whose way takes `mtu`.
std::vector<evidence::SizedProbe> climbed(unsigned mtu, unsigned ends) {
  SegmentLadder ladder(evidence::packet_bytes_max, smallest);
  std::vector<evidence::SizedProbe> tried;
  for (auto steps = ladder.next(tried); !steps.empty(); steps = ladder.next(tried)) {
    EXPECT_LE(steps.size(), 8U) << "connections at one time";
    for (const LadderStep& step : steps) {
      evidence::SizedProbe& probe = tried.emplace_back();
      probe.bytes = static_cast<std::uint16_t>(std::min<unsigned>(step.bytes, ends));
      probe.answered = probe.bytes <= mtu;
    }
    if (tried.size() > evidence::sizes_max) break;
  }
  return tried;
}

TEST(SegmentLadder, BeginsWithWhatTheEndsTake) {
  EXPECT_EQ(climbed(1'500, 1'500).size(), 1U);
  EXPECT_EQ(climbed(9'000, 9'000).size(), 1U);
  for (unsigned mtu = smallest; mtu < 1'500; ++mtu) {
    const auto tried = climbed(mtu, 1'500);
    ASSERT_LE(tried.size(), evidence::sizes_max);
    ASSERT_LE(largest(tried), mtu);
    ASSERT_GE(largest(tried) + 5, mtu);
    ASSERT_EQ(std::ranges::count(tried, 1'500, &evidence::SizedProbe::bytes), 2) << "tried twice";
  }
}

TEST(SegmentLadder, EndsWhereNoConnectionWas) {
  SegmentLadder ladder(evidence::packet_bytes_max, smallest);
  EXPECT_EQ(ladder.next({}).size(), 1U);
  EXPECT_TRUE(ladder.next({}).empty());
}

}  // namespace
}  // namespace oakprobe::agent
