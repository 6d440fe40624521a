#include "packets/text_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace oakprobe::packets
