#include "base/near_miss.hpp"
#include "inventory/address_text.hpp"
#include "inventory/name_text.hpp"
#include "inventory/range.hpp"
#include "inventory/shell_words.hpp"

#include <gtest/gtest.h>

#include <array>

namespace oakprobe::inventory {
namespace {

std::string spelled_out(std::string_view text) {
  const auto range = Range::parse(text);
  if (!range) return "error: " + range.error();
  std::string all;
  for (std::uint64_t i = 0; i < range->count(); ++i)
    all.append(i == 0 ? "" : " ").append(range->at(i));
  return all;
}

TEST(Range, SpellsOut) {
  struct {
    const char* name;
    const char* text;
    const char* expected;
  } const rows[] = {
      {"plain", "w1", "w1"},
      {"empty", "", ""},
      {"simple", "w[1-3]", "w1 w2 w3"},
      {"in the middle", "w[9-11]x", "w9x w10x w11x"},
      {"one", "w[7-7]", "w7"},
      {"keeps zeros", "[08-10]", "08 09 10"},
      {"zero is no leading zero", "[0-2]", "0 1 2"},
      {"zeros of unequal length",
       "[1-010]",
       "error: with leading zeros both ends have as many digits: w[01-10]"},
      {"downwards", "[3-1]", "error: a range goes upwards: w[1-3], not w[3-1]"},
      {"letters", "[a-c]", "error: a range is two decimal numbers: w[1-3] or w[01-10]"},
      {"no end", "[1-]", "error: a range is two decimal numbers: w[1-3] or w[01-10]"},
      {"negative", "[-1-3]", "error: a range is two decimal numbers: w[1-3] or w[01-10]"},
      {"open", "w[1-3", "error: a range has two brackets: w[1-3]"},
      {"closed only", "w1-3]", "error: a range has two brackets: w[1-3]"},
      {"two", "[1-2][1-2]", "error: only one range a string, such as w[1-3]"},
      {"nested", "[[1-2]]", "error: only one range a string, such as w[1-3]"},
  };
  for (const auto& row : rows) EXPECT_EQ(spelled_out(row.text), row.expected) << row.name;
}

TEST(Range, CountsWithoutSpellingOut) {
  EXPECT_EQ(Range::parse("[0-999999999999999999]")->count(), 1'000'000'000'000'000'000U);
  EXPECT_FALSE(Range::parse("[1-1000000000000000000000]"));
}

TEST(ShellWords, SplitAsAShellDoes) {
  using Words = std::vector<std::string>;
  struct {
    const char* text;
    std::optional<Words> expected;
  } const rows[] = {
      {"ssh  -T\thost", Words{"ssh", "-T", "host"}},
      {"a 'b c' \"d e\"", Words{"a", "b c", "d e"}},
      {"a'b'\"c\"d", Words{"abcd"}},
      {"'' \"\"", Words{"", ""}},
      {"a\\ b", Words{"a b"}},
      {"'a\\b'", Words{"a\\b"}},
      {"\"a\\\"b\\$c\\d\"", Words{"a\"b$c\\d"}},
      {"$HOME *.c a;b", Words{"$HOME", "*.c", "a;b"}},
      {"", Words{}},
      {"  ", Words{}},
      {"a 'b", std::nullopt},
      {"a \"b", std::nullopt},
      {"a \\", std::nullopt},
  };
  for (const auto& row : rows) EXPECT_EQ(split_shell_words(row.text), row.expected) << row.text;
}

TEST(NearMiss, FindsWhatWasMeant) {
  constexpr std::array<std::string_view, 4> known{"address", "agent", "tags", "root"};
  struct {
    const char* word;
    const char* expected;
  } const rows[] = {
      {"adress", "address"},
      {"addres", "address"},
      {"adderss", "address"},
      {"Agent", "agent"},
      {"tag", "tags"},
      {"rot", "root"},
      {"zzz", ""},
      {"t", ""},
      {"", ""},
      {"address-of-it", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(nearest(row.word, known), row.expected) << row.word;
}

TEST(AddressText, TakesWhatCanBeDialled) {
  for (const auto* good :
       {"192.0.2.1",
        "2001:db8::1",
        "::1",
        "127.0.0.1",
        "host",
        "a.b-c.example.",
        "_x.example",
        "1and1.example",
        "10.example"}) {
    EXPECT_EQ(address_problem(good), "") << good;
  }
  for (const auto* bad :
       {"192.0.2.256",
        "192.0.2",
        "1.2.3.4.5",
        "192.0.2.01",
        "a b",
        "-a",
        "a-",
        "a..b",
        ".",
        "",
        "[::1]",
        "::",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "h:80",
        "1.2.3.4/24",
        "::1%lo",
        "ho\xc3\xa9st"}) {
    EXPECT_NE(address_problem(bad), "") << bad;
  }
}

TEST(AddressText, HasOneSpellingForOneAddress) {
  EXPECT_EQ(canonical_address("2001:DB8:0::1"), canonical_address("2001:db8::1"));
  EXPECT_EQ(canonical_address("::ffff:192.0.2.1"), canonical_address("192.0.2.1"));
  EXPECT_EQ(canonical_address("Host.Example."), canonical_address("host.example"));
  EXPECT_NE(canonical_address("a"), canonical_address("b"));
}

TEST(Names, AreLettersDigitsDotUnderscoreDash) {
  for (const auto* good : {"a", "w-1.x_Y", "0", "_a", "."}) EXPECT_TRUE(is_name(good)) << good;
  for (const auto* bad : {"", "a b", "-a", "a/b", "\xc3\xa9", "a\n"})
    EXPECT_FALSE(is_name(bad)) << bad;
}

}  // namespace
}  // namespace oakprobe::inventory
