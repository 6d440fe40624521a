#include "../report/samples.hpp"
#include "coordinator/diagnosis/judge_anew.hpp"
#include "coordinator/page/report_cards.hpp"
#include "coordinator/record/read_report.hpp"
#include "coordinator/report/explanation.hpp"
#include "coordinator/report/matrix.hpp"
#include "coordinator/report/node_report.hpp"
#include "random_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <vector>

namespace oakprobe::record {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;

std::string json_of(const FinishedCheck& check) {
  std::ostringstream out;
  report::write_json(check, out);
  return out.str();
}

// Every form of a report but JSON, one after the other.
std::string told(const FinishedCheck& check) {
  std::ostringstream out;
  for (const page::ReportCard& card : page::report_cards)
    if (card.format != report::ReportFormat::json) card.write(check, out, {.round_trips = true});
  for (const bool by_flow : {false, true}) {
    report::TerminalStyle style;
    style.verbose = style.round_trips = true;
    style.by_flow = by_flow;
    out << report::render_matrix(check, style);
  }
  const auto nodes = static_cast<std::uint32_t>(std::min<std::size_t>(check.nodes.size(), 3));
  for (std::uint32_t one = 0; one < nodes; ++one) {
    out << report::render_node(check, NodeId{one}, {});
    for (std::uint32_t other = 0; other < nodes; ++other)
      out << report::render_explanation(check, NodeId{one}, NodeId{other}, {.verbose = true});
  }
  return out.str();
}

FinishedCheck read_back(const std::string& json) {
  std::stringbuf bytes(json);
  auto check = read_report(bytes);
  EXPECT_TRUE(check) << check.error().message;
  return check ? std::move(*check) : FinishedCheck{};
}

// With its paths as a check adds them, and judged by the evidence that is there.
FinishedCheck judged(FinishedCheck check) {
  std::vector<FinishedPath> paths(check.paths.begin(), check.paths.end());
  std::ranges::sort(paths, {}, &FinishedPath::id);
  check.paths = {};
  for (const FinishedPath& path : paths) check.paths.add(path);
  judge_anew(check);
  return check;
}

void expect_the_same(const FinishedCheck& check) {
  const std::string written = json_of(check);
  const FinishedCheck read = read_back(written);
  EXPECT_EQ(json_of(read), written);
  EXPECT_EQ(told(read), told(check));
}

TEST(Record, OfSamplesIsToldAgainToTheByte) {
  expect_the_same(judged(report::test::everything()));
  expect_the_same(judged(report::test::timed(report::test::broken_mesh(10, 2))));
  expect_the_same(judged(report::test::broken_mesh(50, 3)));
  FinishedCheck none;
  none.inventory.release = "v0.4.411";
  expect_the_same(none);
}

TEST(Record, KeepsWhatAReportOfFailedPathsLeavesOut) {
  FinishedCheck check = judged(report::test::broken_mesh(20, 1));
  check.listed = diagnosis::PathList::failed;
  check.oakprobe = "0.0.9";
  check.fail_on = {.blocked = false, .causes = {}};
  expect_the_same(check);
  EXPECT_EQ(read_back(json_of(check)).paths.size(), check.paths.size());
}

// Whose evidence can't have been is told as well.
TEST(Record, OfAnythingIsToldAgainToTheByte) {
  for (std::uint32_t seed = 0; seed < 8; ++seed) {
    SCOPED_TRACE(seed);
    expect_the_same(judged(test::random_check(seed)));
    if (testing::Test::HasFailure()) break;
  }
}

// Refused by whoever was dialled, as a million targets may: the one state that they share.
TEST(Record, KeepsWhoRefused) {
  FinishedCheck check = judged(report::test::broken_mesh(8, 2));
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    auto path = check.paths.edit(at);
    path->dial.emplace();
    path->dial.edit().sent = evidence::AttemptSet(1);
    path->dial.edit().failures = {{.icmp = evidence::IcmpError{1, 4, *path->address->ip(), 0}}};
  }
  judge_anew(check);
  expect_the_same(check);
  const FinishedCheck read = read_back(json_of(check));
  for (std::size_t at = 0; at < check.paths.size(); ++at)
    EXPECT_EQ(read.paths[at].dial, check.paths[at].dial);
}

}  // namespace
}  // namespace oakprobe::record
