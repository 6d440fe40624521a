#include "base/parse_number.hpp"

#include <gtest/gtest.h>

namespace oakprobe {
namespace {

TEST(ParseNumber, TakesWhatFitsAndNothingElse) {
  EXPECT_EQ(parse_number<std::uint8_t>("0"), 0);
  EXPECT_EQ(parse_number<std::uint8_t>("255"), 255);
  EXPECT_EQ(parse_number<std::uint8_t>("256"), std::nullopt);
  EXPECT_EQ(parse_number<std::uint8_t>("007"), 7);
  EXPECT_EQ(parse_number<std::uint64_t>("18446744073709551615"), ~std::uint64_t{0});
  EXPECT_EQ(parse_number<std::uint64_t>("18446744073709551616"), std::nullopt);
  EXPECT_EQ(parse_number<int>("-5"), -5);
  EXPECT_EQ(parse_number<double>("1.5e3"), 1'500.0);
}

TEST(ParseNumber, IsTheWholeText) {
  for (const std::string_view wrong :
       {"", " 1", "1 ", "+1", "-1", "1.0", "0x1", "1a", "a", "1\n", "--1"})
    EXPECT_EQ(parse_number<std::uint32_t>(wrong), std::nullopt) << wrong;
  EXPECT_EQ(parse_number<std::uint32_t>(std::string_view("1\0", 2)), std::nullopt);
}

TEST(ParseNumber, HasABase) {
  EXPECT_EQ(parse_number<std::uint32_t>("c357", 16), 0xc357U);
  EXPECT_EQ(parse_number<std::uint32_t>("C357", 16), 0xc357U);
  EXPECT_EQ(parse_number<std::uint32_t>("0xc357", 16), std::nullopt);
  EXPECT_EQ(parse_number<std::uint32_t>("8", 8), std::nullopt);
}

TEST(ParsePort, IsAPortThatSomebodyCanListenOn) {
  EXPECT_EQ(parse_port("1"), 1);
  EXPECT_EQ(parse_port("65535"), 65'535);
  for (const std::string_view wrong : {"", "0", "65536", "-1", "80 ", "http"})
    EXPECT_EQ(parse_port(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace oakprobe
