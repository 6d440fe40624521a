#include "coordinator/page/page_json.hpp"

#include "coordinator/report/report_format.hpp"
#include "tests/coordinator/page/sample_fleet.hpp"
#include "tests/coordinator/report/samples.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace oakprobe::page {
namespace {

using Json = nlohmann::json;

Json data_of(const diagnosis::FinishedCheck& check) {
  std::ostringstream out;
  write_page_data(check, out);
  return Json::parse(out.str());
}

TEST(PageData, IsTheReportAndTheMatrix) {
  diagnosis::FinishedCheck check = report::test::everything();
  check.deployment = "my.yaml";
  const Json data = data_of(check);
  std::ostringstream out;
  report::write_json(check, out);
  Json report = Json::parse(out.str());
  EXPECT_EQ(data["schema"], "oakprobe.page/1");
  EXPECT_EQ(data["paths"], report["paths"]);
  EXPECT_EQ(data["paths_left_out"], 0);
  EXPECT_EQ(data["matrix"]["paths"], report["paths"].size());
  report.erase("paths");
  report.erase("record");
  report["run"]["paths_listed"] = "none";
  report["deployment"] = "my.yaml";
  EXPECT_EQ(data["report"], report);
}

TEST(PageData, OfManyPathsHasWhatIsWrong) {
  const diagnosis::FinishedCheck check = test::sample_fleet(100, 2);
  ASSERT_GT(check.paths.size(), whole_paths_max);
  const Json data = data_of(check);
  const Json& summary = data["report"]["summary"];
  EXPECT_EQ(
      data["paths"].size(),
      summary["blocked"].get<std::size_t>() + summary["unknown"].get<std::size_t>()
  );
  EXPECT_EQ(data["paths_left_out"], 0);
  EXPECT_EQ(data["matrix"]["paths"], check.paths.size());
}

TEST(PageData, SaysHowManyPathsItLeavesOut) {
  const diagnosis::FinishedCheck check = report::test::broken_mesh(300, 300);
  const Json data = data_of(check);
  EXPECT_EQ(data["paths"].size(), paths_told_max);
  EXPECT_EQ(
      data["paths_left_out"].get<std::size_t>() + paths_told_max,
      data["report"]["summary"]["blocked"].get<std::size_t>()
  );
}

TEST(PageData, OfHostileNamesIsJson) {
  const Json data = data_of(report::test::hostile());
  EXPECT_EQ(data["matrix"]["nodes"].size(), 3U);
}

}  // namespace
}  // namespace oakprobe::page
