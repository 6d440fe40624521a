#include "base/utc_time.hpp"

#include <gtest/gtest.h>

namespace oakprobe {
namespace {

using std::chrono::seconds;

TEST(UtcTime, IsWrittenAndReadBack) {
  for (const std::int64_t count : {0LL, 951'782'400LL, 1'796'025'100LL, 253'402'300'799LL})
    EXPECT_EQ(parse_utc(utc_text(seconds(count))), seconds(count)) << count;
  EXPECT_EQ(utc_text(seconds(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_text(seconds(1'796'025'100)), "2026-11-30T07:51:40Z");
}

TEST(UtcTime, TakesAnyOffsetAndFraction) {
  const auto moment = parse_utc("2026-11-30T07:51:40Z");
  EXPECT_EQ(parse_utc("2026-11-30t09:21:40.25+01:30"), moment);
  EXPECT_EQ(parse_utc("2026-11-29T23:51:40-08:00"), moment);
}

TEST(UtcTime, RefusesWhatIsNone) {
  for (const char* const wrong :
       {"",
        "2026-11-30",
        "2026-11-30T07:51:40",
        "2026-02-29T00:00:00Z",
        "2026-11-30T24:00:00Z",
        "2026-11-30T07:60:00Z",
        "2026-11-30T07:51:40.Z",
        "2026-11-30T07:51:40+1:00",
        "2026-11-30T07:51:40ZZ",
        "1969-12-31T23:59:59Z",
        "-026-11-30T07:51:40Z"})
    EXPECT_EQ(parse_utc(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace oakprobe
