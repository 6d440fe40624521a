#include "base/moment.hpp"

#include <gtest/gtest.h>

namespace oakprobe {
namespace {

TEST(Moment, IsATimeOrASpanBack) {
  EXPECT_EQ(parse_moment("1h", UtcSeconds(10'000)), UtcSeconds(6'400));
  EXPECT_EQ(parse_moment("3d", UtcSeconds(10'000)), UtcSeconds(0));
  EXPECT_EQ(parse_moment("1970-01-01T00:01:00Z", UtcSeconds(0)), UtcSeconds(60));
  for (const char* const text : {"now", "", "1", "-1h", "1970-01-01"})
    EXPECT_EQ(parse_moment(text, UtcSeconds(0)), std::nullopt) << text;
}

}  // namespace
}  // namespace oakprobe
