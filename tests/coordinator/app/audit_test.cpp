#include "coordinator/app/audit.hpp"

#include "coordinator/app/stored_audit.hpp"
#include "coordinator/app/view_history.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace oakprobe::app {
namespace {

using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// What an audit tells, and keeps; does something after each run.
class Witness : public AuditObserver, public RunSink {
 public:
  void run_over(const AuditedRun& run) override {
    runs.push_back(run.check.run_id);
    changes.push_back(run.changes.size());
    looks.push_back(run.looks);
    interrupted = run.check.interrupted;
    if (run.check.coverage.rotation) runs_left.push_back(run.check.coverage.rotation->runs_left);
    if (after) after(runs.size());
  }
  void failed(const Failure& failure) override {
    for (const std::string& message : failure.messages) told.push_back(message);
    for (const inventory::Diagnostic& one : failure.diagnostics)
      told.push_back(to_string(one, failure.file));
    if (after_failure) after_failure();
  }
  void inventory_changed(const inventory::Inventory& inventory) override {
    told.push_back("nodes: " + std::to_string(inventory.nodes.size()));
  }
  void stands_by() override {
    told.emplace_back("stands by");
    if (after_failure) after_failure();
  }
  void warn(const std::string& what) override { told.push_back(what); }
  void over() override { told.emplace_back("over"); }

  OrFailure<bool> may_run() override {
    if (unreachable) return oakprobe_failed("the database is away");
    return may;
  }
  OrFailure<void> take(const AuditedRun& run) override {
    taken.push_back(run.check.run_id);
    if (full) return oakprobe_failed("the disk is full");
    if (run.rotation) kept[run.rotation->name] = run.rotation->value;
    return {};
  }
  OrFailure<std::optional<std::string>> recall(std::string_view key) override {
    if (forgetful) return oakprobe_failed("the database is away");
    const auto known = kept.find(std::string(key));
    return known == kept.end() ? std::nullopt : std::optional(known->second);
  }
  OrFailure<void> remember(std::string_view key, const std::string& text) override {
    kept[std::string(key)] = text;
    return {};
  }

  std::function<void(std::size_t runs)> after;
  std::function<void()> after_failure;
  bool may = true;
  bool full = false;
  bool unreachable = false;
  bool forgetful = false;
  std::vector<std::string> runs;
  std::vector<std::size_t> changes;
  std::vector<std::size_t> looks;
  std::vector<std::uint64_t> runs_left;  // of a rotation
  std::vector<std::string> told;
  std::vector<std::string> taken;
  std::map<std::string, std::string> kept;
  bool interrupted = false;
};

// By agents that make up their evidence; in it some paths are blocked.
class AuditTest : public ::testing::Test {
 protected:
  AuditTest() {
    std::string name = ::testing::TempDir() + "oakprobe-audit-XXXXXX";
    file_ = std::string(::mkdtemp(name.data())) + "/my.yaml";
    write(3);
    inventory_.emplace(file_, NamedSelection());
    EXPECT_TRUE(inventory_->read());
    auto engine = Engine::start(fleet::Keep::yes);
    EXPECT_TRUE(engine);
    engine_ = std::move(*engine);
    request_.every = seconds(1);
  }

  void write(int workers, const std::string& more = "") {
    const std::string last = std::to_string(workers);
    std::ofstream(file_
    ) << "version: 1\n"
         "defaults:\n"
         "  agent: {command: [" OAKPROBE_FAKE_AGENT
         "]}\n"
         "nodes:\n"
         "  - {name: root, address: 192.0.2.1, roles: [root, cluster], cluster: e}\n"
         "  - {name: \"w[1-" +
             last + "]\", address: \"192.0.2.[11-1" + last + "]\", roles: [worker], cluster: e}\n" +
             more;
  }

  OrFailure<void> run() { return run(witness_); }

  OrFailure<void> run(RunSink& sink) {
    Audit audit(*engine_, *inventory_, request_, sink, witness_);
    stop_ = [&audit] { audit.stop(); };
    return audit.run();
  }

  std::string file_;
  std::optional<WatchedInventory> inventory_;
  std::unique_ptr<Engine> engine_;
  AuditRequest request_;
  Witness witness_;
  std::function<void()> stop_;
};

TEST_F(AuditTest, LooksAgainAtWhatChangedBeforeItBelievesIt) {
  request_.once = true;
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.runs, SizeIs(1));
  EXPECT_THAT(witness_.looks, ElementsAre(1U)) << "two of three";
  EXPECT_GT(witness_.changes.front(), 0U);
  EXPECT_EQ(witness_.taken, witness_.runs);
  EXPECT_THAT(witness_.told, ElementsAre("over"));
}

TEST_F(AuditTest, LooksAtMostTwiceAgain) {
  request_.once = true;
  request_.confirm = inventory::Confirm{4, 4};
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.looks, ElementsAre(2U));
  EXPECT_THAT(witness_.changes, ElementsAre(0U));
}

TEST_F(AuditTest, ChecksUntilItIsStoppedAndTellsAChangeOnce) {
  witness_.after = [this](std::size_t runs) {
    if (runs == 3) stop_();
  };
  ASSERT_TRUE(run());
  ASSERT_THAT(witness_.runs, SizeIs(3));
  EXPECT_NE(witness_.runs[0], witness_.runs[1]);
  EXPECT_GT(witness_.changes[0], 0U);
  EXPECT_EQ(witness_.changes[2], 0U);
  EXPECT_FALSE(witness_.interrupted);
}

TEST_F(AuditTest, RemembersOverARestartWhatItBelieves) {
  request_.once = true;
  ASSERT_TRUE(run());
  ASSERT_THAT(witness_.kept, Contains(::testing::Key("watch")));
  auto engine = Engine::start(fleet::Keep::yes);
  ASSERT_TRUE(engine);
  engine_ = std::move(*engine);
  ASSERT_TRUE(run());
  EXPECT_EQ(witness_.changes.back(), 0U);
  EXPECT_EQ(witness_.looks.back(), 0U);
}

TEST_F(AuditTest, GoesOnWhereItsMemoryIsDamaged) {
  request_.once = true;
  witness_.kept["watch"] = "{";
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.told, Contains(HasSubstr("changes are seen anew")));
}

TEST_F(AuditTest, TakesUpAChangedInventoryAndToleratesABrokenOne) {
  witness_.after = [this](std::size_t runs) {
    if (runs == 1) write(4);
    if (runs == 2) write(4, "nodes: []\n");
    if (runs == 4) stop_();
  };
  ASSERT_TRUE(run());
  ASSERT_THAT(witness_.told, SizeIs(3)) << "a mistake is told once";
  EXPECT_EQ(witness_.told[0], "nodes: 5");
  EXPECT_THAT(witness_.told[1], HasSubstr("my.yaml:7:1: "));
  EXPECT_THAT(witness_.runs, SizeIs(4));
}

TEST_F(AuditTest, StandsByWhileAnotherOneRuns) {
  witness_.may = false;
  witness_.after_failure = [this] { stop_(); };
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.told, ElementsAre("stands by", "over"));
  EXPECT_THAT(witness_.runs, IsEmpty());
}

TEST_F(AuditTest, TakesOverWhereTheOtherOneIsGone) {
  request_.every = std::chrono::hours(1);
  witness_.may = false;
  witness_.after_failure = [this] { witness_.may = true; };
  witness_.after = [this](std::size_t) { stop_(); };
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.told, ElementsAre("stands by", "over"));
  EXPECT_THAT(witness_.runs, SizeIs(1));
}

TEST_F(AuditTest, StandsByWhereNobodyCanTellWhetherTheOtherOneRuns) {
  witness_.may = false;
  std::size_t asked = 0;
  witness_.after_failure = [this, &asked] {
    witness_.unreachable = true;
    if (++asked == 2) stop_();
  };
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.told, ElementsAre("stands by", "the database is away", "over"));
  EXPECT_THAT(witness_.runs, IsEmpty());
}

TEST_F(AuditTest, TakesUpWhatTheOtherOneBelieved) {
  request_.once = true;
  ASSERT_TRUE(run());
  const auto kept = witness_.kept;
  witness_ = Witness();
  witness_.may = false;
  witness_.after_failure = [this, &kept] {
    witness_.kept = kept;
    witness_.may = true;
  };
  auto engine = Engine::start(fleet::Keep::yes);
  ASSERT_TRUE(engine);
  engine_ = std::move(*engine);
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.changes, ElementsAre(0U)) << "the other one told them";
}

TEST_F(AuditTest, TellsWhatCouldNotBeKept) {
  request_.once = true;
  witness_.full = true;
  const auto ended = run();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind, FailureKind::oakprobe_failed);
  EXPECT_THAT(witness_.told, ElementsAre("the disk is full", "over"));
  EXPECT_THAT(witness_.runs, SizeIs(1));
}

TEST_F(AuditTest, ARotationGoesOnWhereARunWasStored) {
  request_.check.plan.kind = plans::PlanKind::rotate;
  request_.check.plan.slots = 1;
  request_.check.plan.inventory = "-";
  witness_.full = true;
  witness_.after = [this](std::size_t runs) {
    witness_.full = runs == 1;
    witness_.forgetful = runs == 3;
    if (runs == 5) stop_();
  };
  ASSERT_TRUE(run());
  // Two slots: the first was not stored, and tried again; of the fourth run nothing was kept.
  EXPECT_THAT(witness_.runs_left, ElementsAre(1U, 1U, 1U, 0U, 0U));
  EXPECT_THAT(
      witness_.told,
      ElementsAre("the disk is full", "the disk is full", "the database is away", "over")
  );
}

TEST_F(AuditTest, OptionsWinOverTheInventory) {
  write(3, "audit: {confirm: 1/1, every: 90d}\n");
  ASSERT_TRUE(inventory_->read());
  request_.once = true;
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.looks, ElementsAre(0U)) << "believed at once";
  request_.confirm = inventory::Confirm{2, 3};
  witness_ = Witness();
  auto engine = Engine::start(fleet::Keep::yes);
  ASSERT_TRUE(engine);
  engine_ = std::move(*engine);
  ASSERT_TRUE(run());
  EXPECT_THAT(witness_.looks, ElementsAre(1U));
}

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

TEST(WatchedInventory, TellsAFileThatCantBeReadOnce) {
  WatchedInventory inventory("/nowhere/my.yaml", {});
  EXPECT_FALSE(inventory.read());
  const auto again = inventory.read();
  ASSERT_TRUE(again);
  EXPECT_FALSE(*again);
}

TEST(SelectOnly, RestrictsToPathsByName) {
  const auto inventory = check::small_deployment();
  std::vector<audit::PathName> names;
  for (const auto& path : check::paths_of(inventory)) {
    names.push_back(
        {inventory.flow(path.id.flow).id,
         inventory.node(path.id.source).name,
         inventory.node(path.id.target).name}
    );
    if (names.size() == 2) break;
  }
  auto both = select_only(names, {}, inventory);
  ASSERT_TRUE(both);
  EXPECT_THAT(*both->only, SizeIs(2));
  EXPECT_THAT(check::paths_of(inventory, *both), SizeIs(2));

  names = {names[1], {"worker-tunnel", "w1", "gone"}, names[1]};
  const auto one = select_only(names, {}, inventory);
  ASSERT_TRUE(one);
  EXPECT_THAT(*one->only, SizeIs(1)) << "what is gone is passed over";

  names = {{"worker-tunnel", "w1", "gone"}};
  const auto none = select_only(names, {}, inventory);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, FailureKind::wrong_input);
}

}  // namespace
}  // namespace oakprobe::app
