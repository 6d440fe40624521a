#include "coordinator/app/audit_events.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace oakprobe::app {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class EventsOfAnAudit : public testing::Test {
 protected:
  [[nodiscard]] AuditedRun run() const { return {check_, changes_, watch_, 0, {}}; }
  [[nodiscard]] std::vector<std::string> take() { return std::exchange(told_, {}); }
  void progress(check::Phase phase, std::size_t done, AuditEvents::Time at) {
    events_.progressed({phase, done, 9, 0, 0}, at);
  }

  std::vector<std::string> told_;
  AuditEvents events_{[this](std::string_view event, std::string_view json) {
    told_.push_back(std::string(event) + " " + std::string(json));
  }};
  diagnosis::FinishedCheck check_;
  std::vector<audit::PathChange> changes_;
  audit::Watch watch_{audit::ConfirmationRules()};
  AuditEvents::Time at_{};
};

TEST_F(EventsOfAnAudit, TellARunAndHowFarItCame) {
  events_.began("0123456789abcdef", 57, UtcSeconds(0));
  EXPECT_THAT(
      take(),
      ElementsAre(R"(run-started {"run":"0123456789abcdef","paths":57,"at":"1970-01-01T00:00:00Z"})"
      )
  );
  progress(check::Phase::reading_facts, 1, at_);
  progress(check::Phase::reading_facts, 2, at_ + 499ms);
  progress(check::Phase::probing, 3, at_ + 500ms);
  EXPECT_THAT(
      take(),
      ElementsAre(
          R"(progress {"run":"0123456789abcdef","phase":"reading-facts","done":1,"total":9})",
          R"(progress {"run":"0123456789abcdef","phase":"probing","done":3,"total":9})"
      )
  );
}

TEST_F(EventsOfAnAudit, TakeALookForPartOfItsRun) {
  events_.began("a", 57, UtcSeconds(0));
  static_cast<void>(take());
  events_.began("b", 2, UtcSeconds(0));
  progress(check::Phase::probing, 1, at_);
  EXPECT_THAT(take(), ElementsAre());
  events_.run_over(run());
  events_.began("c", 57, UtcSeconds(0));
  EXPECT_EQ(take().size(), 1U);
  events_.run_failed(oakprobe_failed("the disk is full"));
  EXPECT_THAT(take(), ElementsAre(R"(run-failed {"run":"c","message":"the disk is full"})"));
  progress(check::Phase::probing, 1, at_);
  EXPECT_THAT(take(), ElementsAre());
  events_.began("d", 57, UtcSeconds(0));
  EXPECT_EQ(take().size(), 1U);
}

TEST_F(EventsOfAnAudit, TellThatARunCouldNotBegin) {
  events_.run_failed(wrong_input(std::string(3'000, 'a')));
  EXPECT_THAT(
      take(),
      ElementsAre(R"(run-failed {"message":")" + std::string(failure_bytes_max, 'a') + "\"}")
  );
  Failure wrong;
  wrong.diagnostics.push_back({3, 1, "there is no such flow"});
  wrong.file = "my.yaml";
  events_.run_failed(wrong);
  EXPECT_THAT(take(), ElementsAre(testing::HasSubstr("there is no such flow")));
}

TEST_F(EventsOfAnAudit, TellSoManyChanges) {
  using audit::Change;
  const audit::Condition dropped{
      diagnosis::Status::blocked, diagnosis::Cause::dropped, {diagnosis::Segment::network}};
  check_.run_id = "a";
  for (int at = 0; at < 103; ++at)
    changes_.push_back({{"worker-tunnel", "w1", "w\xff"}, {Change::Kind::confirmed, {}, dropped}});
  events_.run_over(run());
  const auto told = take();
  ASSERT_EQ(told.size(), 101U);
  EXPECT_EQ(
      told.front(),
      R"(changed {"run":"a","flow":"worker-tunnel","source":"w1","target":"w)"
      "\xef\xbf\xbd"
      R"(","change":"confirmed","before":{"status":"open"},)"
      R"("now":{"status":"blocked","cause":"dropped","where":["network"]}})"
  );
  EXPECT_EQ(told.back(), R"(changed {"run":"a","left_out":3})");
}

}  // namespace
}  // namespace oakprobe::app
