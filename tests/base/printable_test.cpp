#include "base/printable.hpp"

#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <random>

namespace oakprobe {
namespace {

TEST(Printable, LeavesNothingThatATerminalObeys) {
  struct Row {
    const char* name;
    std::string_view text;
    std::string_view out;
  };
  const Row rows[]{
      {"words", "ssh: no route", "ssh: no route"},
      {"nothing", "", ""},
      {"umlauts and beyond", "Grüße, 東京 ☃ 🚀", "Grüße, 東京 ☃ 🚀"},
      {"line ends", "one\r\ntwo\n\nthree\n", "one / two / three"},
      {"only line ends", "\n\r\n", ""},
      {"tab", "a\tb", "a b"},
      {"escape sequence", "\x1b[2J\x1b]0;owned\x07", "?[2J?]0;owned?"},
      {"delete", "a\x7f", "a?"},
      {"NUL", std::string_view("a\0b", 3), "a?b"},
      {"C1 control, as one byte", "a\x9b[2J", "a?[2J"},
      {"C1 controls, the first and the last", "a\u0080\u009fb", "a??b"},
      {"next line", "a\u0085b", "a?b"},
      {"direction marks", "\u200e\u200f\u061c", "???"},
      {"embeddings and overrides", "\u202a\u202b\u202c\u202d\u202e", "?????"},
      {"isolates", "\u2066\u2067\u2068\u2069", "????"},
      {"line and paragraph separators", "a\u2028b\u2029c", "a?b?c"},
      {"zero width, byte order mark", "a\u200bb\ufeff", "a?b?"},
      {"what is beside them", "\u00a0\u2010\u2027\u202f\u2070", "\u00a0\u2010\u2027\u202f\u2070"},
      {"overlong", "\xc0\xaf", "??"},
      {"overlong, three bytes", "\xe0\x80\xaf", "???"},
      {"surrogate", "\xed\xa0\x80", "???"},
      {"above the last code point", "\xf4\x90\x80\x80", "????"},
      {"cut in the middle", "ab\xe6\x9d", "ab??"},
      {"stray bytes", "\xff\x80", "??"},
  };
  for (const Row& row : rows) EXPECT_EQ(printable(row.text), row.out) << row.name;
}

TEST(Printable, RandomBytesBecomeSafeAndStaySo) {
  std::mt19937 random(7);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes(random() % 40, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() & 0xffU);
    const std::string safe = printable(bytes);
    EXPECT_EQ(printable(safe), safe);
    EXPECT_TRUE(is_utf8(safe));
    for (const char byte : safe) {
      const auto value = static_cast<unsigned char>(byte);
      EXPECT_TRUE(value >= 0x20 && value != 0x7f);
    }
  }
}

TEST(Excerpt, IsCutBetweenCharactersAndMarked) {
  EXPECT_EQ(excerpt("short"), "short");
  EXPECT_EQ(excerpt(std::string(500, 'x')), std::string(500, 'x'));
  EXPECT_EQ(excerpt(std::string(501, 'x')), std::string(497, 'x') + "…");
  std::string snow = "x";
  for (int i = 0; i < 200; ++i) snow += "☃";
  EXPECT_EQ(excerpt(snow), snow.substr(0, 1 + 3 * 165) + "…");
  EXPECT_EQ(excerpt(snow + "y", Keep::end), "…" + snow.substr(snow.size() - 3 * 165) + "y");
  EXPECT_EQ(excerpt("☃☃", Keep::beginning, 5), "…");
  EXPECT_EQ(excerpt("☃☃", Keep::end, 5), "…");
  for (const Keep keep : {Keep::beginning, Keep::end})
    EXPECT_LE(excerpt(std::string(5'000, '\x80'), keep).size(), excerpt_bytes_max);
}

TEST(InQuotes, OneLineOfBoundedLength) {
  EXPECT_EQ(in_quotes("short"), "'short'");
  EXPECT_EQ(in_quotes("a\n\u202eb"), "'a / ?b'");
  const std::string reason = in_quotes(std::string(600, 'x') + "the reason", Keep::end);
  EXPECT_TRUE(reason.starts_with("'…") && reason.ends_with("the reason'"));
  EXPECT_EQ(reason.size(), excerpt_bytes_max + 2);
}

}  // namespace
}  // namespace oakprobe
