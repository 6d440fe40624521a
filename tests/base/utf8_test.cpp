#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace oakprobe {
namespace {

// RFC 3629 §3.
std::string character(unsigned code) {
  const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
  const auto tail = [&](unsigned shift) { return byte(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xc0 | code >> 6), tail(0)};
  if (code < 0x1'0000) return {byte(0xe0 | code >> 12), tail(6), tail(0)};
  return {byte(0xf0 | code >> 18), tail(12), tail(6), tail(0)};
}

TEST(Utf8, IsEveryCharacterButSurrogates) {
  for (unsigned code = 0; code < 0x20'0000; ++code) {
    const bool is_surrogate = code >= 0xd800 && code < 0xe000;
    const bool good = code <= 0x10'ffff && !is_surrogate;
    ASSERT_EQ(is_utf8(character(code)), good) << std::hex << code;
    const CodePoint point = first_code_point(character(code) + "z");
    ASSERT_EQ(point.bytes == character(code).size() && point.value == code, good) << code;
    ASSERT_EQ(to_utf8(character(code), 4) == character(code), good) << std::hex << code;
  }
}

TEST(Utf8, IsNoOverlongOrBrokenForm) {
  for (const std::string_view wrong :
       {"\xc0\x80",
        "\xc1\xbf",
        "\xe0\x9f\xbf",
        "\xf0\x8f\xbf\xbf",
        "\x80",
        "a\xbf",
        "\xf8\x88",
        "\xff",
        "\xc3",
        "\xe2\x82",
        "\xf0\x9f\x98",
        "\xc3(",
        "\xe2\x82(",
        "\xe2(\xac"})
    EXPECT_FALSE(is_utf8(wrong));
}

TEST(Utf8, ReadsTextThatChangesBetweenScripts) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z"));
  EXPECT_FALSE(is_utf8("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98z"));
}

TEST(Utf8, IsMadeOfAnything) {
  EXPECT_EQ(to_utf8("caf\xe9 \xe2\x82", 20), "caf? ??");
  EXPECT_EQ(to_utf8("\xe2\x82\xac\xe2\x82\xac", 5), "\xe2\x82\xac") << "cut between characters";
}

}  // namespace
}  // namespace oakprobe
