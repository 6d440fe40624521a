#include "base/enum_set.hpp"

#include <gtest/gtest.h>

namespace oakprobe {
namespace {

BOOST_DEFINE_FIXED_ENUM_CLASS(Day, std::uint8_t, mon, tue, wed, thu, fri, sat, sun, holiday)

TEST(EnumSet, HoldsWhatWasInserted) {
  EnumSet<Day> days;
  EXPECT_TRUE(days.empty());
  for (const Day day : all_values<Day>) days.insert(day);
  EXPECT_EQ(days.size(), 8U);
  for (const Day day : all_values<Day>) {
    EXPECT_TRUE(days.has(day));
    days.erase(day);
    EXPECT_FALSE(days.has(day));
  }
  EXPECT_TRUE(days.empty());
}

TEST(EnumSet, TellsInOrderOfDeclaration) {
  EXPECT_EQ((EnumSet<Day>{Day::sun, Day::mon}).in_order(), (std::vector{Day::mon, Day::sun}));
}

TEST(EnumSet, IsJoinedCutAndCompared) {
  EnumSet<Day> days{Day::mon, Day::holiday};
  days |= {Day::tue, Day::mon};
  EXPECT_EQ(days, (EnumSet<Day>{Day::mon, Day::tue, Day::holiday}));
  EXPECT_EQ((days & EnumSet<Day>{Day::holiday, Day::sun}), EnumSet<Day>{Day::holiday});
  EXPECT_TRUE((EnumSet<Day>{Day::tue}).is_within(days));
  EXPECT_FALSE((EnumSet<Day>{Day::tue, Day::wed}).is_within(days));
  EXPECT_TRUE(EnumSet<Day>().is_within(days));
}

}  // namespace
}  // namespace oakprobe
