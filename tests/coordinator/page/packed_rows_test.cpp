#include "coordinator/page/packed_rows.hpp"

#include "tests/coordinator/page/unpacked_matrix.hpp"

#include <gtest/gtest.h>

#include <random>

namespace oakprobe::page {
namespace {

std::string packed(const std::vector<PackedPath>& paths) {
  RowPacker packer;
  for (const PackedPath& path : paths) packer.add(path);
  return packer.finish();
}

TEST(RowPacker, PutsLikeTargetsTogether) {
  EXPECT_EQ(packed({}), "");
  EXPECT_EQ(
      packed({{0, 1, 2, 0}, {0, 1, 3, 0}, {0, 1, 5, 0}}), std::string("\0\1\2\2\2\0\1\1\0", 9)
  );
  EXPECT_EQ(packed({{0, 1, 0, 0}, {0, 1, 1, 7}}), std::string("\0\1\2\0\1\0\0\1\7", 9));
  EXPECT_EQ(packed({{0, 1, 3, 0}, {0, 2, 3, 0}}), std::string("\0\1\1\3\1\0\0\2\1\3\1\0", 12));
  EXPECT_EQ(packed({{300, 128, 9'999, 127}}), "\xac\x02\x80\x01\x01\x8f\x4e\x01\x7f");
}

TEST(RowPacker, ComesBackWhateverThePlanWas) {
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    std::mt19937 engine(seed);
    const auto random = [&engine] { return static_cast<std::uint32_t>(engine()); };
    const std::uint32_t nodes = 1 + random() % 200;
    const std::uint32_t flows = 1 + random() % 4;
    const std::uint32_t outcomes = 1 + random() % (seed % 2 == 0 ? 3 : 5'000);
    const std::uint32_t dialled = 1 + random() % 100;  // percent
    const std::uint32_t changes = 1 + random() % 100;
    std::vector<PackedPath> paths;
    std::uint32_t outcome = 0;
    for (std::uint32_t flow = 0; flow < flows; ++flow)
      for (std::uint32_t source = 0; source < nodes; source += 1 + random() % 3)
        for (std::uint32_t target = 0; target < nodes; ++target) {
          if (random() % 100 >= dialled) continue;
          if (random() % 100 < changes) outcome = random() % outcomes;
          paths.push_back({flow, source, target, outcome});
        }
    EXPECT_EQ(test::RowReader(packed(paths)).read(), paths) << "seed " << seed;
  }
}

TEST(RowPacker, KeepsWhatIsOutOfOrder) {
  const std::vector<PackedPath> paths{{0, 1, 7, 0}, {0, 1, 2, 1}, {0, 1, 2, 1}, {0, 0, 1, 0}};
  EXPECT_EQ(test::RowReader(packed(paths)).read(), paths);
}

TEST(RowPacker, TakesAByteOrTwoForAStateOfAMesh) {
  constexpr std::uint32_t nodes = 1'000;
  std::mt19937 random(1);
  RowPacker packer;
  for (std::uint32_t source = 0; source < nodes; ++source)
    for (std::uint32_t target = 0; target < nodes; ++target)
      if (source != target) packer.add({0, source, target, random() % 100 == 0 ? 1U : 0U});
  const std::string bytes = packer.finish();
  EXPECT_LT(bytes.size(), 100'000U);  // 20,000 runs
  EXPECT_EQ(test::RowReader(bytes).read().size(), nodes * (nodes - 1));
}

}  // namespace
}  // namespace oakprobe::page
