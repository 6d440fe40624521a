#include "probe-agent/look/packet_ladder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace oakprobe::agent {
namespace {

constexpr std::uint16_t full = 1'478;
constexpr std::uint16_t smallest = 576;

struct Climbed {
  std::vector<evidence::SizedProbe> tried;
  int arrived = 0;

  [[nodiscard]] unsigned largest() const {
    unsigned bytes = 0;
    for (const evidence::SizedProbe& one : tried)
      if (one.answered && !one.may_fragment) bytes = std::max<unsigned>(bytes, one.bytes);
    return bytes;
  }
};

// Climbs on a path that passes `mtu` bytes unfragmented, and says that `told` would (0: is silent).
// The first so many probes of a descent are lost by chance.
Climbed climb(unsigned mtu, std::uint32_t told = 0, int lost = 0, std::uint16_t most = full) {
  PacketLadder ladder(most, smallest);
  Climbed climbed;
  for (auto round = ladder.next(climbed.tried); !round.steps.empty();
       round = ladder.next(climbed.tried)) {
    for (const LadderStep& step : round.steps) {
      evidence::SizedProbe& probe = climbed.tried.emplace_back();
      probe.bytes = step.bytes;
      probe.may_fragment = step.may_fragment;
      probe.answered = step.may_fragment || step.bytes <= mtu;
      if (!probe.answered && told > 0) probe.icmp.emplace().mtu = told;
      if (round.descends && probe.answered && lost-- > 0) probe.answered = false;
      if (probe.answered) ++climbed.arrived;
      if (round.descends && probe.answered) break;
    }
    if (climbed.tried.size() > evidence::sizes_max) break;
  }
  return climbed;
}

TEST(PacketLadder, StopsAfterOneRoundWhereTheFullPacketPasses) {
  const auto climbed = climb(1'500);
  EXPECT_EQ(climbed.tried.size(), 3U);
  EXPECT_EQ(climbed.largest(), 1'500U);
  EXPECT_EQ(climb(full).largest(), full);
}

// 50 datagrams at most may come to a live tunnel: 3, a burst of 40, and these.
TEST(PacketLadder, FindsEveryUsualPathMtuToFiveBytesAndLetsFewArrive) {
  for (unsigned mtu = smallest; mtu < full; ++mtu) {
    const auto climbed = climb(mtu);
    ASSERT_LE(climbed.tried.size(), evidence::sizes_max);
    ASSERT_LE(climbed.largest(), mtu);
    ASSERT_GE(climbed.largest() + (mtu >= 1'280 ? 5U : 28U), mtu);
    ASSERT_LE(climbed.arrived, 4) << mtu;
  }
}

TEST(PacketLadder, FindsThatOfLargePackets) {
  const auto climbed = climb(1'500, 0, 0, 8'978);
  EXPECT_EQ(climbed.largest(), 1'500U);
  EXPECT_LE(climbed.tried.size(), evidence::sizes_max);
}

TEST(PacketLadder, TriesAgainWhatWasLostByChance) {
  EXPECT_EQ(climb(1'400, 0, 1).largest(), 1'400U);  // what was lost is tried first
}

TEST(PacketLadder, TakesTheMtuThatItIsTold) {
  EXPECT_EQ(climb(1'403, 1'403).largest(), 1'403U);
  EXPECT_EQ(climb(1'403, 1'403).tried.size(), 4U) << "and the full one once more";
  EXPECT_LE(climb(1'300, 1'403).largest(), 1'300U) << "told wrongly";
  EXPECT_GE(climb(1'300, 1'403).largest(), 1'295U);
}

TEST(PacketLadder, GivesUpWhereNothingPasses) {
  const auto climbed = climb(100);
  EXPECT_EQ(climbed.largest(), 0U);
  EXPECT_LE(climbed.tried.size(), evidence::sizes_max);
}

TEST(PacketLadder, TriesTheFullOneTwice) {
  PacketLadder ladder(full, smallest);
  std::vector<evidence::SizedProbe> tried;
  for (const LadderStep& step : ladder.next(tried).steps) tried.emplace_back().bytes = step.bytes;
  tried.back().answered = tried.back().may_fragment = true;
  const auto round = ladder.next(tried);
  EXPECT_EQ(std::ranges::count(round.steps, full, &LadderStep::bytes), 1);
}

// 50 at a live tunnel, with the 43 before, also where no answer finds back.
TEST(PacketLadder, TriesAFewSizesWhereNothingIsAnswered) {
  PacketLadder ladder(full, smallest);
  std::vector<evidence::SizedProbe> tried;
  for (auto round = ladder.next(tried); !round.steps.empty(); round = ladder.next(tried))
    for (const LadderStep& step : round.steps) {
      tried.emplace_back().bytes = step.bytes;
      tried.back().may_fragment = step.may_fragment;
    }
  EXPECT_LE(tried.size(), 7U);
  for (const unsigned mtu : {576U, 1'280U, 1'400U, 1'450U})
    EXPECT_EQ(std::ranges::count(tried, mtu, &evidence::SizedProbe::bytes), 1) << mtu;
}

TEST(PacketLadder, ThinsADescentEvenly) {
  std::vector<LadderStep> steps;
  for (std::uint16_t bytes = 1'470; bytes > 1'400; bytes -= 10) steps.push_back({bytes, false});
  const auto few = thinned(steps, 3);
  ASSERT_EQ(few.size(), 3U);
  EXPECT_EQ(few.front(), steps.front());
  EXPECT_EQ(few.back(), steps.back());
  EXPECT_EQ(thinned(steps, 9), steps);
}

}  // namespace
}  // namespace oakprobe::agent
