#include "packets/text_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace oakprobe::packets {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TextLines, SplitAtLineEndsAndRunsOfBlanks) {
  EXPECT_THAT(lines_of("a\n\nb"), ElementsAre("a", "", "b"));
  EXPECT_THAT(lines_of("a\n"), ElementsAre("a"));
  EXPECT_THAT(lines_of(""), IsEmpty());
  EXPECT_THAT(words_of(" \ta  b\tc "), ElementsAre("a", "b", "c"));
  EXPECT_THAT(words_of(" \t"), IsEmpty());
}

TEST(TextLines, HaveNumbersThatFitAndAreNothingElse) {
  EXPECT_EQ(number_in<std::uint16_t>("65535"), 65'535);
  EXPECT_EQ(number_in<std::uint16_t>("ffff", 16), 65'535);
  for (const auto* word : {"", "65536", "-1", "+1", "1x", " 1", "1 "})
    EXPECT_EQ(number_in<std::uint16_t>(word), std::nullopt) << word;
}

}  // namespace
}  // namespace oakprobe::packets
