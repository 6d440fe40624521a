#include "coordinator/report/silenced.hpp"

#include "../diagnosis/check_case.hpp"
#include "coordinator/record/read_report.hpp"
#include "coordinator/report/explanation.hpp"
#include "coordinator/report/matrix.hpp"
#include "coordinator/report/story.hpp"
#include "samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

namespace oakprobe::report {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::seconds finished(1'795'000'000);
constexpr const char* until_text = "2026-11-18T11:33:20Z";

inventory::Silence silence(const char* node, std::chrono::seconds left) {
  inventory::Silence one;
  one.node = node;
  one.until = std::chrono::sys_seconds(finished + left);
  one.why = "its disk is replaced";
  return one;
}

// w1 and w2 reach nobody on w3; w4 is well.
class SilencedTest : public testing::Test {
 protected:
  SilencedTest() {
    const FlowId tunnel = one.flow("worker-tunnel", Protocol::udp, 50'103);
    inventory::Flow& flow = one.check.inventory.flows[0];
    flow.from.role = flow.to.role = inventory::Role::worker;
    for (inventory::Node& node : one.check.inventory.nodes)
      node.roles.insert(inventory::Role::worker);
    for (const char* source : {"w1", "w2"})
      one.path(
          tunnel,
          source,
          "w3",
          diagnosis::test::silence_of(Status::blocked, Cause::dropped, {Segment::target_firewall})
      );
    one.path(tunnel, "w3", "w4", diagnosis::test::verdict_of(Status::open));
    one.check.run_id = "0011223344556677";
    one.check.started = one.check.finished = utc_text(finished);
  }

  const diagnosis::FinishedCheck& check(std::vector<inventory::Silence> silences) {
    one.check.inventory.audit.silence = std::move(silences);
    summarize(one.check);
    return one.check;
  }

  static std::string json_of(const diagnosis::FinishedCheck& check) {
    std::ostringstream out;
    write_json(check, out);
    static int number = 0;
    test::keep("silenced-" + std::to_string(++number) + ".json", out.str());
    return out.str();
  }

  CheckCase one{"w1", "w2", "w3", "w4"};
};

TEST_F(SilencedTest, EveryReportTellsUntilWhenAndWhy) {
  const auto& told = check({silence("w3", std::chrono::seconds(1'600))});
  const std::string by = std::string("node w3 until ") + until_text + " (its disk is replaced)";
  ASSERT_EQ(silence_text(told.inventory.audit.silence[0]), by);
  const TerminalStyle style{.columns = 200};
  const std::string terminal = render_matrix(told, style);
  EXPECT_THAT(terminal, HasSubstr("    silenced: " + by + "\n"));
  EXPECT_THAT(terminal, HasSubstr("  " + by + ": mutes 2 paths, told under 1\n"));
  EXPECT_THAT(test::written(write_markdown, told), HasSubstr("- **Silenced:** node `w3` until `"));
  EXPECT_THAT(
      test::written(write_markdown, told),
      HasSubstr("## Silences (no alert; verdicts stay)\n\n- node")
  );
  std::ostringstream html;
  write_html(told, html, {});
  EXPECT_THAT(html.str(), HasSubstr("<dt>Silenced</dt><dd>" + by + "</dd>"));
  std::ostringstream junit;
  write_junit(told, junit);
  EXPECT_THAT(junit.str(), HasSubstr("silenced: " + by));
  EXPECT_THAT(
      junit.str(), HasSubstr("name=\"silence\" value=\"" + by + ": mutes 2 paths, told under 1\"")
  );
  EXPECT_THAT(
      render_explanation(told, NodeId{0}, NodeId{2}, style),
      HasSubstr("Note: no alert is sent of 2 paths: the inventory silences " + by + ".\n")
  );
}

TEST_F(SilencedTest, TheJsonReportTellsWhatEachMutes) {
  inventory::Silence itself = silence("w1", std::chrono::seconds(1));
  itself.source = itself.target = "w1";
  const json report = json::parse(json_of(check(
      {silence("w3", std::chrono::seconds(1)),
       silence("w1", std::chrono::seconds(1)),
       silence("w2", std::chrono::seconds(0)),
       silence("w4", std::chrono::seconds(1)),
       itself}
  )));
  const auto of = [&](const char* key) {
    json values = json::array();
    for (const json& each : report["silences"]) values.push_back(each.value(key, json()));
    return values;
  };
  EXPECT_EQ(of("state"), json({"muting", "muting", "over", "idle", "empty"}));
  EXPECT_EQ(of("paths"), json({2, 1, 0, 0, 0}));
  EXPECT_EQ(of("causes"), json({{1}, {1}, nullptr, nullptr, nullptr}));
  EXPECT_EQ(report["causes"][0]["silenced"], 2);
  EXPECT_EQ(report["paths"][0]["silenced"], true);
  EXPECT_FALSE(report["paths"][2].contains("silenced"));
}

TEST_F(SilencedTest, ACauseThatIsMutedInPartSaysSo) {
  const auto& told = check({silence("w1", std::chrono::seconds(1))});
  const Silenced silenced(told);
  EXPECT_EQ(silenced.paths_of(0), 1U);
  EXPECT_THAT(silenced.text_of_cause(0), testing::StartsWith("1 of 2 paths, by node w1 until "));
  EXPECT_THAT(silenced.text_of_path(0), testing::StartsWith("node w1 until "));
  EXPECT_EQ(silenced.text_of_path(1), "");
}

TEST_F(SilencedTest, ChangesNoVerdictAndNoCount) {
  const auto outcome = [](const diagnosis::FinishedCheck& check) {
    json report = json::parse(json_of(check));
    return std::pair(report["summary"], report["run"]);
  };
  const auto loud = outcome(check({}));
  EXPECT_EQ(outcome(check({silence("w3", std::chrono::seconds(1))})), loud);
  EXPECT_EQ(failures_of(one.check).paths, 2U);
}

TEST_F(SilencedTest, IsToldAgainFromItsReport) {
  const std::string report =
      json_of(check({silence("w3", std::chrono::seconds(1)), silence("w4", std::chrono::seconds(0))}
      ));
  std::stringbuf in(report);
  const auto again = record::read_report(in);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->inventory.audit.silence, one.check.inventory.audit.silence);
  const json silences = json::parse(json_of(*again))["silences"];
  ASSERT_EQ(silences.size(), 2U);
  EXPECT_EQ(silences[0]["state"], "muting");
  EXPECT_EQ(silences[1]["state"], "over");
}

TEST_F(SilencedTest, AReportWithoutSilencesHasNoWordOfThem) {
  const auto& told = check({});
  EXPECT_FALSE(json::parse(json_of(told)).contains("silences"));
  EXPECT_THAT(render_matrix(told, {}), Not(HasSubstr("ilence")));
  EXPECT_THAT(test::written(write_markdown, told), Not(HasSubstr("ilence")));
}

TEST_F(SilencedTest, ManyAreToldInPart) {
  const auto& told =
      check(std::vector<inventory::Silence>(21, silence("w3", std::chrono::seconds(1))));
  const NamedList list = tell_silences(told);
  EXPECT_EQ(list.lines.size(), 20U);
  EXPECT_EQ(list.left, 1U);
  EXPECT_THAT(Silenced(told).text_of_cause(0), HasSubstr(" and 18 more"));
}

}  // namespace
}  // namespace oakprobe::report
