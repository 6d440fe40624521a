#include "coordinator/app/stored_audit.hpp"

#include "coordinator/app/view_history.hpp"
#include "tests/coordinator/app/audit_case.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace oakprobe::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// With a history in the inventory's directory.
class StoredAuditTest : public AuditTest {
 protected:
  [[nodiscard]] std::string place(const std::string& name) const {
    return file_.substr(0, file_.rfind('/') + 1) + name;
  }
  [[nodiscard]] AuditPlaces places() const {
    AuditPlaces places;
    places.history = place("h.sqlite");
    return places;
  }
  [[nodiscard]] std::unique_ptr<StoredAudit> sink(AuditPlaces places) const {
    return std::make_unique<StoredAudit>(std::move(places), file_, [](const std::string&) {});
  }
  static std::string read(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] std::size_t stored() const {
    HistoryRequest request;
    request.place = place("h.sqlite");
    const auto view = view_history(request);
    return view ? view->runs.size() : 0;
  }
};

TEST_F(StoredAuditTest, LeavesItsRunsMetricsAndAlerts) {
  AuditPlaces all = places();
  all.textfile = place("metrics.prom");
  all.alerts = {{inventory::AlertReceiverKind::command, "", {}, {"tee", "-a", place("alerts")}}};
  auto audit = sink(all);
  ASSERT_TRUE(audit->open(inventory_->inventory().audit));
  witness_.after = [this](std::size_t runs) {
    if (runs == 2) stop_();
  };
  ASSERT_TRUE(run(*audit));
  EXPECT_THAT(witness_.told, ElementsAre("over"));
  EXPECT_EQ(stored(), 2U);
  const std::string metrics = read(place("metrics.prom"));
  EXPECT_THAT(metrics, HasSubstr("oakprobe_runs_total{outcome=\"failed\"} 2\n")) << metrics;
  EXPECT_THAT(read(place("alerts")), HasSubstr("\"schema\":\"oakprobe.alert/1\"")) << "of run 1";
}

TEST_F(StoredAuditTest, RemembersOverARestartWhatItBelieves) {
  request_.once = true;
  for (int process = 0; process < 2; ++process) {
    auto engine = Engine::start(fleet::Keep::yes);
    ASSERT_TRUE(engine);
    engine_ = std::move(*engine);
    auto audit = sink(places());
    ASSERT_TRUE(audit->open({}));
    ASSERT_TRUE(run(*audit));
  }
  EXPECT_EQ(witness_.changes.back(), 0U);
  EXPECT_EQ(stored(), 2U);
}

TEST_F(StoredAuditTest, AnotherOneGoesOnWithTheRotation) {
  request_.once = true;
  request_.check.plan.kind = plans::PlanKind::rotate;
  request_.check.plan.slots = 1;
  request_.check.plan.inventory = file_;
  for (int process = 0; process < 2; ++process) {
    auto engine = Engine::start(fleet::Keep::yes);
    ASSERT_TRUE(engine);
    engine_ = std::move(*engine);
    auto audit = sink(places());
    ASSERT_TRUE(audit->open({}));
    ASSERT_TRUE(run(*audit));
  }
  EXPECT_THAT(witness_.runs_left, ElementsAre(1U, 0U));
}

TEST_F(StoredAuditTest, StandsByUntilTheOtherOneOverTheHistoryIsGone) {
  auto other = sink(places());
  ASSERT_TRUE(other->open({}));
  const auto first = other->may_run();
  ASSERT_TRUE(first && *first);
  auto audit = sink(places());
  ASSERT_TRUE(audit->open({}));
  witness_.after_failure = [&other] { other.reset(); };
  witness_.after = [this](std::size_t) { stop_(); };
  ASSERT_TRUE(run(*audit));
  EXPECT_THAT(witness_.told, ElementsAre("stands by", "over"));
  EXPECT_EQ(stored(), 1U);
}

TEST_F(StoredAuditTest, TellsBeforeTheFirstRunWhatCantBeWritten) {
  AuditPlaces nowhere = places();
  nowhere.history = file_ + "/h.sqlite";
  EXPECT_FALSE(sink(nowhere)->open({}));
  nowhere = places();
  nowhere.textfile = file_ + "/metrics.prom";
  EXPECT_FALSE(sink(nowhere)->open({}));
  nowhere = places();
  nowhere.alerts = {{inventory::AlertReceiverKind::webhook, "ftp://x", {}, {}}};
  const auto refused = sink(nowhere)->open({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::wrong_input);
}

}  // namespace
}  // namespace oakprobe::app
