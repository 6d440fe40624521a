#include "coordinator/fleet/last_words.hpp"

#include <gtest/gtest.h>

namespace oakprobe::fleet {
namespace {

TEST(Printable, LeavesNothingThatATerminalObeys) {
  struct Row {
    const char* name;
    std::string text;
    std::string out;
  };
  const Row rows[] = {
      {"plain", "hello", "hello"},
      {"empty", "", ""},
      {"lines", "one\r\ntwo\n\nthree\n", "one / two / three"},
      {"only line ends", "\n\r\n", ""},
      {"tab", "a\tb", "a b"},
      {"escape sequence", "\x1b[31mred\a", "?[31mred?"},
      {"NUL", std::string("a\0b", 3), "a?b"},
      {"UTF-8", "für ☃ 𝄞", "für ☃ 𝄞"},
      {"C1 control",
       "a\xc2\x9b"
       "31m",
       "a??31m"},
      {"cut character", "ab\xe2\x98", "ab??"},
      {"overlong", "\xc0\xaf", "??"},
      {"overlong, three bytes", "\xe0\x80\xaf", "???"},
      {"surrogate", "\xed\xa0\x80", "???"},
      {"above Unicode", "\xf4\x90\x80\x80", "????"},
      {"stray byte", "\xff\x80", "??"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(printable(row.text), row.out);
  }
}

TEST(InQuotes, KeepsTheEndOfALongText) {
  const std::string text = std::string(quoted_bytes_max, 'x') + "the reason";
  const std::string out = in_quotes(text);
  EXPECT_TRUE(out.ends_with("the reason\""));
  EXPECT_LE(out.size(), quoted_bytes_max + 6);
  EXPECT_EQ(in_quotes("short"), "\"short\"");
}

TEST(OutputTail, IsBounded) {
  OutputTail tail;
  EXPECT_EQ(tail.quoted(), "");
  for (int i = 0; i < 10'000; ++i) tail.add("☃☃☃☃☃☃☃☃☃☃");
  tail.add("\nthe end\n");
  EXPECT_LE(tail.quoted().size(), tail_bytes_max + 20);
  EXPECT_TRUE(tail.quoted().ends_with("☃ / the end"));
  EXPECT_EQ(tail.quoted().find('?'), std::string::npos) << "no character is cut";
}

}  // namespace
}  // namespace oakprobe::fleet
