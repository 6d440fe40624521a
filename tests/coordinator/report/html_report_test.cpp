#include "coordinator/report/report_format.hpp"
#include "samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::silence_of;
using diagnosis::test::verdict_of;
using testing::HasSubstr;
using testing::Not;

std::string html_of(const diagnosis::FinishedCheck& check, const ReportContent& content = {}) {
  std::ostringstream out;
  write_html(check, out, content);
  return out.str();
}

CheckCase small_check() {
  CheckCase one{"root", "w1", "w3"};
  for (const char* id : {"a", "b", "c"}) {
    const FlowId flow = one.flow(id, Protocol::tcp, 1);
    const bool broken = id[0] == 'c';
    one.path(
        flow,
        "w1",
        "w3",
        broken ? silence_of(Status::blocked, Cause::dropped, {Segment::target_firewall})
               : verdict_of(Status::open)
    );
  }
  one.check.deployment = "berlin/my.yaml";
  one.check.started = "2026-11-24T08:05:09Z";
  summarize(one.check);
  return one;
}

TEST(HtmlReport, TellsWhichDeploymentAndWhenAtTheTop) {
  CheckCase one = small_check();
  const std::string page = html_of(one.check);
  const std::string about =
      "<p class=\"about\"><strong>berlin/my.yaml</strong>, 3 nodes, checked "
      "<time datetime=\"2026-11-24T08:05:09Z\">2026-11-24 08:05:09 UTC</time></p>";
  ASSERT_THAT(page, HasSubstr(about));
  EXPECT_LT(page.find(about), page.find("Failed: "));
  one.check.deployment.clear();
  one.check.started = "soon";
  EXPECT_THAT(html_of(one.check), HasSubstr("<p class=\"about\">3 nodes, checked <time"));
  EXPECT_THAT(html_of(one.check), HasSubstr(">soon</time>"));
}

TEST(HtmlReport, EachCellSaysWhatItIs) {
  CheckCase one = small_check();
  const std::string page = html_of(one.check);
  EXPECT_THAT(
      page, HasSubstr("<td class=\"m8\" title=\"w1 to w3: blocked, 2 of 3 paths as expected\">X")
  );
  EXPECT_THAT(page, HasSubstr("<td class=\"m0\" title=\"w3 to w1: nothing expected\">."));
  one.check.coverage.plan = plans::PlanKind::cover;
  EXPECT_THAT(html_of(one.check), HasSubstr("\"w3 to w1: nothing expected, or not tried\""));
}

TEST(HtmlReport, NumbersLeadToTheirEntriesAndTheFirstStandAtTheTop) {
  CheckCase one = small_check();
  const std::string page = html_of(one.check);
  EXPECT_THAT(page, HasSubstr("<title>berlin/my.yaml - Oakprobe: who reaches whom</title>"));
  EXPECT_THAT(page, HasSubstr(">X<a href=\"#entry-1\">1</a><span"));
  EXPECT_THAT(page, HasSubstr("<article id=\"entry-1\">"));
  const std::size_t first = page.find("<a href=\"#entry-1\">1. 1 path blocked, dropped");
  EXPECT_LT(first, page.find("<h2>Matrix"));
  one.check.deployment = "<script>";
  EXPECT_THAT(html_of(one.check), HasSubstr("<title>&lt;script&gt; - Oakprobe"));
  CheckCase well{"w1", "w2"};
  well.path(well.flow("f", Protocol::tcp, 1), "w1", "w2", verdict_of(Status::open, Cause::loss));
  summarize(well.check);
  EXPECT_THAT(html_of(well.check), Not(HasSubstr("class=\"first\""))) << "nothing is wrong";
}

TEST(HtmlReport, SetsTheCommandsOfAFixApart) {
  EXPECT_THAT(
      html_of(small_check().check),
      HasSubstr("<dd class=\"fix\">On w3 allow tcp 1 in (<code>ufw allow 1/tcp</code>; "
                "<code>firewall-cmd --add-port=1/tcp</code>, and again with --permanent; ")
  );
}

TEST(HtmlReport, WhatAFixNamesStaysText) {
  CheckCase one = small_check();
  diagnosis::FindingFacts evil;
  evil.component = "a (nft list <img src=x>\"'& \x1b[2J; b)";
  one.node("w3").findings = {
      {diagnosis::Severity::error, diagnosis::FindingCode::proxy_in_the_way, {}, evil}};
  summarize(one.check);
  const std::string page = html_of(one.check);
  EXPECT_THAT(page, HasSubstr("(nft list &lt;img src=x&gt;\"'&amp; ?[2J; b)"));
}

TEST(HtmlReport, HasRoundTripsIfAsked) {
  CheckCase one = small_check();
  const FlowId flow = one.flow("d", Protocol::tcp, 1);
  one.path(flow, "w1", "root", verdict_of(Status::open))->round_trip = evidence::RoundTrip{1, 1, 1};
  one.path(flow, "w1", "w3", verdict_of(Status::open))->round_trip =
      evidence::RoundTrip{20'000, 20'000, 20'000};
  one.path(flow, "w3", "root", verdict_of(Status::open))->round_trip = evidence::RoundTrip{2, 2, 2};
  summarize(one.check);
  EXPECT_THAT(html_of(one.check), Not(HasSubstr("Round trips")));
  const std::string page = html_of(one.check, {.round_trips = true});
  EXPECT_THAT(page, HasSubstr("<h2>Round trips</h2>"));
  EXPECT_THAT(page, HasSubstr("title=\"w1 to root: 0.001 ms\">0.001</td>"));
  EXPECT_THAT(
      page, testing::ContainsRegex("<td class=\"m5\" title=\"w1 to w3: [0-9.]+ ms, slow\">")
  );
  EXPECT_THAT(page, HasSubstr("<dt>!</dt><dd>slow: over 3 times"));
  diagnosis::test::change_all(one.check.paths, [](auto& path) { path.round_trip.reset(); });
  const std::string none = html_of(one.check, {.round_trips = true});
  EXPECT_THAT(none, HasSubstr("No round trip was measured"));
}

}  // namespace
}  // namespace oakprobe::report
