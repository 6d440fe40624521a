#include "base/timestamp.hpp"

#include <gtest/gtest.h>

namespace oakprobe {
namespace {

std::string read(std::string_view text) {
  const auto time = parse_timestamp(text);
  return time ? timestamp_text(*time) : "";
}

TEST(ParseTimestamp, TakesRfc3339AndADay) {
  EXPECT_EQ(read("2026-12-01T18:30:05Z"), "2026-12-01T18:30:05Z");
  EXPECT_EQ(read("2026-12-01T00:30:05+01:00"), "2026-11-30T23:30:05Z");
  EXPECT_EQ(read("2026-12-31T23:30:05-01:30"), "2027-01-01T01:00:05Z");
  EXPECT_EQ(read("2026-12-01T18:30:05.999Z"), "2026-12-01T18:30:05Z");
  EXPECT_EQ(read("2028-02-29"), "2028-02-29T00:00:00Z");
  EXPECT_EQ(parse_timestamp("1970-01-02")->time_since_epoch().count(), 86'400);
}

TEST(ParseTimestamp, TakesNothingElse) {
  for (const std::string_view wrong :
       {"",
        "now",
        "2026-12-01T18:30:05",
        "2026-12-01T18:30Z",
        "2026-12-01 18:30:05Z",
        "2026-13-01",
        "2027-02-29",
        "2026-12-00",
        "2026-12-1T",
        "2026-12-01T24:00:00Z",
        "2026-12-01T18:60:00Z",
        "2026-12-01T18:30:61Z",
        "2026-12-01T18:30:05.Z",
        "2026-12-01T18:30:05.5",
        "2026-12-01T18:30:05+1:00",
        "2026-12-01T18:30:05+01:60",
        "2026-12-01T18:30:05Zulu",
        "2026-12-01T18:30:05+01:00x",
        "2026-+1-01"})
    EXPECT_EQ(read(wrong), "") << wrong;
}

}  // namespace
}  // namespace oakprobe
