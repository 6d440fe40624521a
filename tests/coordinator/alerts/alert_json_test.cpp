#include "coordinator/alerts/alert_json.hpp"

#include "../report/samples.hpp"
#include "coordinator/alerts/cause_story.hpp"
#include "coordinator/diagnosis/common_causes.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace oakprobe::alerts {
namespace {

Alert alert_of(const diagnosis::FinishedCheck& check, std::size_t cause) {
  Alert alert;
  alert.id = check.run_id + "-" + std::to_string(cause + 1);
  alert.sent = 1;
  alert.since = alert.changed = "2026-11-24T00:00:03Z";
  alert.run = check.run_id;
  alert.labels = {{"alertname", "OakprobePaths"}, {"severity", "warning"}, {"id", alert.id}};
  const auto members = diagnosis::members_of_causes(check);
  alert.cause = story_of(check, check.causes[cause], members[cause]);
  return alert;
}

TEST(AlertJson, EveryCauseHasABodyAndARecord) {
  for (const bool hostile : {false, true}) {
    const auto check = hostile ? report::test::hostile() : report::test::everything();
    for (std::size_t i = 0; i < check.causes.size(); ++i) {
      if (!is_told(check.causes[i])) continue;
      const Alert alert = alert_of(check, i);
      const std::string name = (hostile ? "hostile-" : "cause-") + std::to_string(i) + ".json";
      report::test::keep(name, body_of(alert, ""));
      const auto read = parse_record(record_of(alert));
      ASSERT_TRUE(read);
      // Texts are made printable on their way.
      EXPECT_EQ(record_of(*read), record_of(alert));
    }
  }
}

// Two faults of one source, each of a port of its own.
TEST(AlertJson, APortIsPartOfASourcesSubject) {
  diagnosis::test::CheckCase one{"w1", "w2", "w3", "w4"};
  for (std::uint16_t port = 10'000; port <= 10'002; ++port) {
    const FlowId flow = one.flow("tcp", Protocol::tcp, port);
    const bool works = port == 10'002;
    for (const char* target : {"w2", "w3", "w4"})
      one.path(
          flow,
          "w1",
          target,
          works ? diagnosis::test::verdict_of(diagnosis::Status::open)
                : diagnosis::test::verdict_of(
                      diagnosis::Status::blocked,
                      diagnosis::Cause::dropped,
                      {diagnosis::Segment::network}
                  )
      );
  }
  diagnosis::summarize(one.check);
  std::set<std::string> subjects;
  for (std::size_t at = 0; at < one.check.causes.size(); ++at)
    subjects.insert(alert_of(one.check, at).cause.subject);
  EXPECT_EQ(subjects, (std::set<std::string>{"source w1 tcp 10000", "source w1 tcp 10001"}));
}

TEST(AlertJson, WhatIsNoRecordIsNone) {
  const Alert alert = alert_of(report::test::everything(), 0);
  const std::string record = record_of(alert);
  for (std::size_t cut = 0; cut < record.size(); ++cut)
    EXPECT_FALSE(parse_record(record.substr(0, cut)));
  for (const char* text : {"", "null", "[]", "{}", "{\"id\": 1}", "\xff"})
    EXPECT_FALSE(parse_record(text)) << text;
  EXPECT_FALSE(parse_record(std::string(record_bytes_max + 1, ' ')));
}

}  // namespace
}  // namespace oakprobe::alerts
