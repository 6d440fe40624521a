#include "base/listing.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace oakprobe {
namespace {

TEST(CountOf, IsInThePluralUnlessItIsOne) {
  EXPECT_EQ(count_of(0, "path"), "0 paths");
  EXPECT_EQ(count_of(1, "path"), "1 path");
  EXPECT_EQ(count_of(2, "more run"), "2 more runs");
}

TEST(Join, PutsSomethingBetween) {
  EXPECT_EQ(join(std::vector<std::string>{}), "");
  EXPECT_EQ(join(std::vector<std::string>{"", "a"}), ", a");
  EXPECT_EQ(join(std::array<std::string_view, 3>{"a", "b", "c"}, "/"), "a/b/c");
  EXPECT_EQ(join(std::array{1, 2}, " or ", [](int n) { return std::to_string(n); }), "1 or 2");
}

TEST(Listed, NamesAtMostSoMany) {
  const std::vector<std::string> words{"w1", "w2", "w3", "w4"};
  const auto first = [&](std::size_t count) { return std::span(words).first(count); };
  EXPECT_EQ(listed(first(0), 3), "");
  EXPECT_EQ(listed(first(1), 3), "w1");
  EXPECT_EQ(listed(first(2), 3), "w1 and w2");
  EXPECT_EQ(listed(first(3), 3), "w1, w2 and w3");
  EXPECT_EQ(listed(first(4), 3), "w1, w2, w3 and 1 more");
  EXPECT_EQ(listed(first(4), 1), "w1 and 3 more");
  EXPECT_EQ(listed(first(3), 3, " or "), "w1, w2 or w3");
  EXPECT_EQ(listed(first(3), 3, ", "), "w1, w2, w3");
}

}  // namespace
}  // namespace oakprobe
