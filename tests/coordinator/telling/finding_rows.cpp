#include "../diagnosis/finding_case.hpp"
#include "coordinator/telling/tell_finding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {

void check_finding_rows(const std::vector<FindingRow>& rows) {
  for (const FindingRow& row : rows) {
    SCOPED_TRACE(row.name);
    FindingCase one(row.w2);
    row.change(one, one.facts("w2"));
    find_findings(one.check);
    for (const Finding& finding : one.node("w2").findings) {
      const auto told =
          telling::tell_finding(one.check, *one.check.inventory.find_node("w2"), finding);
      EXPECT_THAT(told.message, testing::HasSubstr(row.says));
      EXPECT_THAT(told.message, testing::EndsWith("."));
      EXPECT_THAT(told.fix.text(), testing::EndsWith("."));
    }
  }
}

}  // namespace oakprobe::diagnosis::test
