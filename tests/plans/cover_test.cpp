#include "plans/cover.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace oakprobe::plans {
namespace {

constexpr std::array<std::byte, 2> seed{std::byte{3}, std::byte{4}};

// Members dealt out to groups in turn, as a crowd that shares nothing else.
MeshGroups dealt_out(std::uint32_t members, std::uint32_t clusters, std::uint32_t networks) {
  MeshGroups groups;
  groups.clusters = clusters;
  groups.networks = networks;
  for (std::uint32_t at = 0; at < members; ++at) {
    groups.cluster.push_back(at % clusters);
    groups.network.push_back(at % networks);
  }
  return groups;
}

using Crossing = std::pair<std::uint32_t, std::uint32_t>;

std::set<Crossing> crossings(
    const std::vector<Pair>& pairs, const std::vector<std::uint32_t>& group_of
) {
  std::set<Crossing> crossed;
  for (const Pair& pair : pairs) crossed.emplace(group_of[pair.source], group_of[pair.target]);
  return crossed;
}

TEST(Cover, LetsEveryMemberSendAndReceiveTwiceAndCrossesEveryGroup) {
  for (const std::uint32_t members : {3U, 4U, 7U, 60U, 500U}) {
    for (const std::uint32_t clusters : {1U, 2U, 3U, 20U}) {
      SCOPED_TRACE(std::to_string(members) + " members in " + std::to_string(clusters));
      const std::uint32_t used = std::min(clusters, members);
      const MeshGroups groups = dealt_out(members, used, std::min(7U, members));
      const std::vector<Pair> pairs = cover(groups, seed);
      std::vector<unsigned> sent(members);
      std::vector<unsigned> received(members);
      for (const Pair& pair : pairs) {
        ASSERT_NE(pair.source, pair.target);
        ++sent[pair.source];
        ++received[pair.target];
      }
      EXPECT_GE(*std::ranges::min_element(sent), 2U);
      EXPECT_GE(*std::ranges::min_element(received), 2U);
      EXPECT_TRUE(std::ranges::is_sorted(pairs));
      EXPECT_EQ(std::ranges::adjacent_find(pairs), pairs.end()) << "a pair twice";
      for (const auto& [group_of, count] :
           {std::pair{groups.cluster, groups.clusters},
            std::pair{groups.network, groups.networks}}) {
        std::size_t possible = std::size_t{count} * count;
        for (std::uint32_t group = 0; group < count; ++group)
          possible -= std::ranges::count(group_of, group) == 1 ? 1 : 0;
        EXPECT_EQ(crossings(pairs, group_of).size(), possible);
      }
      EXPECT_LE(
          pairs.size(), 2 * members + clusters * clusters + groups.networks * groups.networks
      );
    }
  }
}

TEST(Cover, IsTheSameForTheSameSeed) {
  const MeshGroups groups = dealt_out(50, 3, 5);
  EXPECT_EQ(cover(groups, seed), cover(groups, seed));
  EXPECT_NE(cover(groups, seed), cover(groups, std::array{std::byte{9}}));
}

TEST(DrillDown, WantsNothingWhereNothingFails) {
  const MeshGroups groups = dealt_out(20, 2, 2);
  std::vector<TriedPair> tried;
  for (const Pair& pair : cover(groups, seed)) tried.push_back({pair, false});
  std::set<Pair> drilled;
  EXPECT_TRUE(drill_down(groups, tried, drilled).empty());
}

TEST(DrillDown, AsksTheWayBackAndOthersAtBothEnds) {
  const MeshGroups groups = dealt_out(20, 2, 2);
  const std::vector<TriedPair> tried{{{4, 7}, true}, {{4, 8}, false}};
  std::set<Pair> drilled;
  const std::vector<Pair> more = drill_down(groups, tried, drilled);
  EXPECT_TRUE(std::ranges::is_sorted(more));
  EXPECT_TRUE(std::ranges::count(more, Pair{7, 4})) << "the way back";
  bool other_target = false;
  bool other_source = false;
  for (const Pair& pair : more) {
    EXPECT_NE(pair.source, pair.target);
    EXPECT_NE(pair, (Pair{4, 7})) << "tried already";
    other_target |= pair.source == 4 && pair.target % 2 == 1;
    other_source |= pair.target == 7 && pair.source % 2 == 0;
  }
  EXPECT_TRUE(other_target) << "the same source to another member of the target's network";
  EXPECT_TRUE(other_source) << "another member of the source's network to the same target";
}

TEST(DrillDown, StaysSmallWhenAllFails) {
  const MeshGroups groups = dealt_out(5'000, 10, 50);
  std::vector<TriedPair> tried;
  for (const Pair& pair : cover(groups, seed)) tried.push_back({pair, true});
  std::set<Pair> drilled;
  EXPECT_LE(drill_down(groups, tried, drilled).size(), 6 * drilled_pairs_max);
  EXPECT_EQ(drilled.size(), drilled_pairs_max);
  EXPECT_FALSE(drill_down(groups, tried, drilled).empty());
  EXPECT_EQ(drilled.size(), 2 * drilled_pairs_max) << "others than before";
}

}  // namespace
}  // namespace oakprobe::plans
