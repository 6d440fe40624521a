#include "coordinator/report/plain_text.hpp"

#include <gtest/gtest.h>

#include <random>

namespace oakprobe::report {
namespace {

TEST(PlainText, NothingThatATerminalObeysPasses) {
  struct Row {
    const char* name;
    std::string_view text;
    std::string_view safe;
  };
  const Row rows[]{
      {"words", "ssh: no route", "ssh: no route"},
      {"umlauts and beyond", "Grüße, 東京 🚀", "Grüße, 東京 🚀"},
      {"escape sequence", "\x1b[2J\x1b]0;owned\x07", "?[2J?]0;owned?"},
      {"line breaks and tabs", "a\r\nb\tc", "a  b c"},
      {"delete", "a\x7f", "a?"},
      {"C1 control, as one byte",
       "a\x9b"
       "2J",
       "a?2J"},
      {"C1 control, as UTF-8",
       "a\xc2\x9b"
       "2J",
       "a?2J"},
      {"right-to-left override",
       "a\xe2\x80\xae"
       "b",
       "a?b"},
      {"zero-width space",
       "a\xe2\x80\x8b"
       "b",
       "a?b"},
      {"overlong slash", "\xc0\xaf", "??"},
      {"overlong, three bytes", "\xe0\x80\xaf", "???"},
      {"surrogate", "\xed\xa0\x80", "???"},
      {"above the last code point", "\xf4\x90\x80\x80", "????"},
      {"cut in the middle", "\xe6\x9d", "??"},
      {"nul", std::string_view("a\0b", 3), "a?b"},
  };
  for (const Row& row : rows) EXPECT_EQ(plain(row.text), row.safe) << row.name;
}

TEST(PlainText, RandomBytesBecomeSafeAndStaySo) {
  std::mt19937 random(7);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes(random() % 40, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() & 0xffU);
    const std::string safe = plain(bytes);
    EXPECT_EQ(plain(safe), safe);
    for (const char byte : safe) {
      const auto value = static_cast<unsigned char>(byte);
      EXPECT_TRUE(value >= 0x20 && value != 0x7f);
    }
  }
}

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
