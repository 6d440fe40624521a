#include "coordinator/report/matrix.hpp"
#include "samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using test::written;

// check_reports.py reads them: schemas, and that all forms say the same.
void keep_all(const std::string& name, const FinishedCheck& check) {
  test::keep(name + ".json", written(write_json, check));
  test::keep(name + ".xml", written(write_junit, check));
  test::keep(name + ".html", written(write_html, check));
  test::keep(name + ".md", written(write_markdown, check));
  test::keep(name + ".txt", render_matrix(check, {.verbose = true, .round_trips = true}));
}

TEST(AllReports, AreKeptForTheirSchemas) {
  keep_all("everything", test::everything());
  keep_all("hostile", test::hostile());
  for (auto& [name, check] :
       {std::pair("silenced", test::everything()), std::pair("hostile-silence", test::hostile())}) {
    FinishedCheck silenced = check;
    const inventory::Inventory& of = check.inventory;
    for (const std::string& node : {of.nodes[0].name, of.nodes[1].name})
      silenced.inventory.audit.silence.push_back(
          {{}, {}, {}, node, std::chrono::sys_days(std::chrono::days(30'000)), of.release + node}
      );
    keep_all(name, silenced);
  }
  keep_all("mesh-10", test::timed(test::broken_mesh(10, 2)));
  keep_all("mesh-40", test::timed(test::broken_mesh(40, 1)));
  keep_all("mesh-41", test::broken_mesh(41, 1));
  keep_all("mesh-100", test::timed(test::broken_mesh(100, 3)));
  keep_all("mesh-1000", test::broken_mesh(1'000, 500));
  FinishedCheck none;
  none.run_id = "0011223344556677";
  none.started = none.finished = "2026-11-24T00:00:00Z";
  none.inventory.release = "v0.4.411";
  keep_all("nothing", none);
}

TEST(AllReports, FollowFailOn) {
  FinishedCheck check = test::everything();
  check.fail_on = {
      .blocked = false, .exposed = false, .degraded = true, .unknown = true, .causes = {}};
  keep_all("fail-on-degraded-unknown", check);
  check.fail_on = {.blocked = false, .exposed = false, .causes = {diagnosis::Cause::refused}};
  keep_all("fail-on-refused", check);
}

// What is quadratic does not end within the test's time limit.
TEST(AllReports, OfAHundredThousandPathsTakeSeconds) {
  const FinishedCheck check = test::broken_mesh(330, 330);
  ASSERT_GT(check.paths.size(), 100'000U);
  EXPECT_GT(written(write_json, check).size(), 10'000'000U);
  EXPECT_GT(written(write_junit, check).size(), 10'000'000U);
  EXPECT_LT(written(write_markdown, check).size(), markdown_bytes_max);
  const std::string text = render_matrix(check, {});
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 400);
}

}  // namespace
}  // namespace oakprobe::report
