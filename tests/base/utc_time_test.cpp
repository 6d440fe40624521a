#include "base/utc_time.hpp"

#include <gtest/gtest.h>

namespace oakprobe {
namespace {

TEST(UtcTime, IsWrittenAndReadBack) {
  for (const std::int64_t seconds : {0L, 951'782'400L, 1'795'478'403L, 253'402'300'799L})
    EXPECT_EQ(parse_utc(utc_text(seconds)), seconds) << utc_text(seconds);
  EXPECT_EQ(utc_text(1'795'478'403), "2026-11-24T00:00:03Z");
}

TEST(UtcTime, WhatIsOutsideIsTakenForTheNearest) {
  EXPECT_EQ(utc_text(-1), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_text(253'402'300'800), "9999-12-31T23:59:59Z");
}

TEST(UtcTime, RefusesWhatIsNoMoment) {
  for (const char* text :
       {"",
        "2026-11-24",
        "2026-11-24T00:00:00",
        "2026-11-24T00:00:00+00:00",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-11-24T24:00:00Z",
        "2026-11-24T00:60:00Z",
        "2026-11-24T00:00:60Z",
        "1969-12-31T23:59:59Z",
        "-026-11-24T00:00:00Z"})
    EXPECT_FALSE(parse_utc(text)) << text;
  EXPECT_TRUE(parse_utc("2024-02-29T23:59:59Z"));
}

}  // namespace
}  // namespace oakprobe
