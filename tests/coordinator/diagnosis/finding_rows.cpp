#include "finding_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {

void check_finding_rows(const std::vector<FindingRow>& rows) {
  for (const FindingRow& row : rows) {
    SCOPED_TRACE(row.name);
    FindingCase one(row.w2);
    row.change(one, one.facts("w2"));
    find_findings(one.check);
    EXPECT_EQ(one.told("w2"), row.told);
    EXPECT_THAT(one.told("w1"), testing::IsEmpty());
    EXPECT_THAT(one.spoiled(), testing::UnorderedElementsAreArray(row.spoiled));
  }
}

}  // namespace oakprobe::diagnosis::test
