#include "coordinator/report/plain_text.hpp"

#include <gtest/gtest.h>

namespace oakprobe::report {
namespace {

TEST(PlainText, CutsByColumns) {
  EXPECT_EQ(cut_to("w1", 4), "w1");
  EXPECT_EQ(cut_to("worker", 4), "wor~");
  EXPECT_EQ(cut_to("Grüße", 4), "Grü~");
  EXPECT_EQ(width_of("Grüße"), 5U);
}

TEST(PlainText, WrapsBetweenWords) {
  EXPECT_EQ(wrapped("- ", "one two three", 2, 9), "- one two\n  three\n");
  EXPECT_EQ(wrapped("", "", 2, 9), "\n");
  EXPECT_EQ(wrapped("", "averyveryverylongword x", 2, 9), "averyvery\n  verylon\n  gword x\n");
  EXPECT_EQ(wrapped("- ", "a aaaaaaaaa", 2, 9), "- a\n  aaaaaaa\n  aa\n");
  EXPECT_EQ(wrapped("head of 14 ch: ", "word", 2, 9), "head of 14 ch: word\n");
}

}  // namespace
}  // namespace oakprobe::report
