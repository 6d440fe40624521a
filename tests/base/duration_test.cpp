#include "base/duration.hpp"

#include <gtest/gtest.h>

namespace oakprobe {
namespace {

using std::chrono::seconds;

TEST(ParseDuration, TakesAWholeNumberAndAUnit) {
  EXPECT_EQ(parse_duration("90s"), seconds(90));
  EXPECT_EQ(parse_duration("5m"), seconds(300));
  EXPECT_EQ(parse_duration("2h"), seconds(7'200));
  EXPECT_EQ(parse_duration("3d"), seconds(259'200));
  EXPECT_EQ(parse_duration("2y"), seconds(2 * 365 * 86'400));
}

TEST(ParseDuration, TakesNothingElse) {
  for (const std::string_view wrong :
       {"", "s", "5", "0s", "-5m", "+5m", "5 m", " 5m", "5m ", "1.5h", "5M", "5min", "1h30m", "5w"})
    EXPECT_EQ(parse_duration(wrong), std::nullopt) << wrong;
}

TEST(ParseDuration, HasAnEnd) {
  EXPECT_EQ(parse_duration("100y"), duration_max);
  EXPECT_EQ(parse_duration("101y"), std::nullopt);
  EXPECT_EQ(parse_duration("3153600000s"), duration_max);
  EXPECT_EQ(parse_duration("3153600001s"), std::nullopt);
  EXPECT_EQ(parse_duration("18446744073709551615d"), std::nullopt);
  EXPECT_EQ(parse_duration("18446744073709551616d"), std::nullopt);
}

TEST(DurationText, IsReadBack) {
  for (const std::string_view text : {"1s", "90s", "5m", "61m", "2h", "25h", "3d", "2y", "100y"})
    EXPECT_EQ(duration_text(parse_duration(text).value()), text);
}

}  // namespace
}  // namespace oakprobe
