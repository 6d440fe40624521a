#include "told_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {

void check_rows(const PathCase& base, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    PathCase one = base;
    row.change(one);
    const telling::Told now = told(one);
    const std::string& message = now.message;
    const std::string fix = now.fix.text();
    SCOPED_TRACE(message + " | " + fix);
    EXPECT_THAT(message, testing::HasSubstr(row.says));
    EXPECT_THAT(fix, testing::HasSubstr(row.fix));
    EXPECT_FALSE(message.empty());
    EXPECT_EQ(message.back(), '.');
    EXPECT_TRUE(fix.empty() || fix.back() == '.') << fix;
  }
}

}  // namespace oakprobe::diagnosis::test
