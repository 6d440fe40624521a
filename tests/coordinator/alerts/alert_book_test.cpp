#include "coordinator/alerts/alert_book.hpp"

#include "../report/samples.hpp"
#include "coordinator/alerts/alert_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace oakprobe::alerts {
namespace {

using diagnosis::Cause;
using diagnosis::Segment;
using diagnosis::SegmentSet;
using diagnosis::Status;
using diagnosis::test::CheckCase;
using diagnosis::test::silence_of;
using diagnosis::test::verdict_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t first_run = 1'800'000'000;
constexpr std::chrono::sys_seconds never(std::chrono::seconds(4'000'000'000));

diagnosis::Judgement dropped(SegmentSet where = {Segment::target_firewall}) {
  return silence_of(Status::blocked, Cause::dropped, where);
}
diagnosis::Judgement open() { return verdict_of(Status::open); }
diagnosis::Judgement unknown() { return verdict_of(Status::unknown, Cause::agent_lost); }

// A deployment of w0 to w45 whose workers dial w0; all is believed as it is seen.
class AlertBookTest : public ::testing::Test {
 protected:
  using Verdicts = std::vector<diagnosis::Judgement>;  // of the paths from w1, w2 and so on

  CheckCase check_of(const Verdicts& verdicts) {
    CheckCase one{"w0"};
    for (std::size_t i = 1; i < 46; ++i) {
      one.check.inventory.nodes.push_back(one.check.inventory.nodes[0]);
      one.check.inventory.nodes[i].name = "w" + std::to_string(i);
      one.check.nodes.push_back(one.check.nodes[0]);
    }
    const FlowId flow = one.flow("worker-tunnel", Protocol::udp, 50'103);
    for (std::size_t i = 0; i < verdicts.size(); ++i)
      one.path(flow, ("w" + std::to_string(i + 1)).c_str(), "w0", verdicts[i]);
    std::string number = std::to_string(++runs_);
    one.check.run_id = std::string(16 - number.size(), '0') + number;
    one.check.deployment = "my.yaml";
    summarize(one.check);
    return one;
  }

  std::vector<AlertChange> run(const Verdicts& verdicts) { return run(check_of(verdicts).check); }
  std::vector<AlertChange> run(diagnosis::FinishedCheck check) {
    check.inventory.audit.silence = silences_;
    const std::vector<bool> confirmed(check.causes.size(), true);
    const auto is_troubled = [&](const PathId& path) {
      const auto index = check.paths.find(path);
      return index && (held_ || !is_as_expected(*check.paths.state_at(*index).verdict));
    };
    return book_.update({check, confirmed, is_troubled, first_run + 60 * static_cast<int>(runs_)});
  }

  AlertBook book_;
  std::vector<inventory::Silence> silences_;
  bool held_ = false;  // the trouble of all paths is believed to go on
  std::size_t runs_ = 0;
};

TEST_F(AlertBookTest, OneCauseIsOneAlertWhateverItsPaths) {
  const auto fired = run(Verdicts(40, dropped()));
  ASSERT_THAT(fired, SizeIs(1));
  EXPECT_TRUE(fired[0].is_message);
  const Alert& alert = fired[0].alert;
  EXPECT_EQ(alert.id, "0000000000000001-1");
  EXPECT_EQ(alert.cause.paths, 40U);
  EXPECT_EQ(alert.cause.node, "w0");
  EXPECT_EQ(alert.cause.flow, "worker-tunnel");
  EXPECT_THAT(alert.cause.tracked, SizeIs(40));
  EXPECT_EQ(alert.labels.at("where"), "target-firewall");
  EXPECT_EQ(alert.labels.at("severity"), "critical");
  EXPECT_THAT(run(Verdicts(40, dropped())), IsEmpty());
  report::test::keep("forty.json", body_of(alert, "https://oakprobe.example/"));
  const auto over = run(Verdicts(40, open()));
  ASSERT_THAT(over, SizeIs(1));
  EXPECT_FALSE(over[0].alert.firing);
  EXPECT_EQ(over[0].alert.id, alert.id);
  EXPECT_EQ(over[0].alert.since, alert.since);
  EXPECT_EQ(over[0].alert.run, "0000000000000003");
  EXPECT_EQ(delivery_of(over[0].alert), alert.id + "/2");
  report::test::keep("over.json", body_of(over[0].alert, ""));
  EXPECT_THAT(book_.alive(), IsEmpty());
}

TEST_F(AlertBookTest, ACauseThatGrowsOrLosesItsFirstPathIsTheSame) {
  const std::string id = run({dropped(), dropped()})[0].alert.id;
  for (const Verdicts& next :
       {Verdicts{dropped(), dropped(), dropped()},
        Verdicts{open(), dropped(), dropped()},
        Verdicts{open(), open(), open(), dropped(), dropped()}}) {
    const auto changes = run(next);
    ASSERT_THAT(changes, SizeIs(1));
    EXPECT_FALSE(changes[0].is_message);
    EXPECT_EQ(changes[0].alert.id, id);
  }
}

TEST_F(AlertBookTest, AnotherPlaceOfTheSameTroubleIsNoNewAlert) {
  const Alert first = run({dropped(), dropped()})[0].alert;
  const SegmentSet any{Segment::network, Segment::target_firewall};
  const auto changes = run({dropped(any), dropped(any)});
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_FALSE(changes[0].is_message);
  EXPECT_EQ(changes[0].alert.id, first.id);
  EXPECT_EQ(changes[0].alert.labels, first.labels);
  EXPECT_EQ(changes[0].alert.cause.where, any);
}

TEST_F(AlertBookTest, AnotherCauseOfTheSamePathsIsToldAsTheSameAlert) {
  const std::string id = run({dropped(), dropped()})[0].alert.id;
  const auto refused = verdict_of(Status::blocked, Cause::refused, {Segment::target_host});
  EXPECT_FALSE(run({refused, refused}).at(0).is_message);  // it may be another one again
  const auto changes = run({refused, refused});
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_TRUE(changes[0].is_message);
  EXPECT_EQ(changes[0].alert.id, id);
  EXPECT_EQ(changes[0].alert.cause.cause, Cause::refused);
}

TEST_F(AlertBookTest, ACauseThatAlternatesIsToldOnce) {
  const auto refused = verdict_of(Status::blocked, Cause::refused, {Segment::target_host});
  EXPECT_TRUE(run({dropped(), dropped()}).at(0).is_message);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(run({refused, refused}).at(0).is_message);
    EXPECT_FALSE(run({dropped(), dropped()}).at(0).is_message);
  }
}

TEST_F(AlertBookTest, IsOverWhenTheInventoryExpectsItsPathsNoMore) {
  run({dropped(), dropped()});
  CheckCase one = check_of({open(), open()});
  one.check.inventory.flows[0].from.role = inventory::Role::root;
  one.check.paths = {};
  one.check.causes.clear();
  const auto over = run(one.check);
  ASSERT_THAT(over, SizeIs(1));
  EXPECT_FALSE(over[0].alert.firing);
}

TEST_F(AlertBookTest, WhatIsNotTriedNeitherEndsNorBeginsAnAlert) {
  EXPECT_THAT(run({unknown(), unknown()}), IsEmpty());
  run({dropped(), dropped()});
  EXPECT_THAT(run({unknown(), unknown()}), IsEmpty());
  EXPECT_THAT(run(Verdicts{}), IsEmpty());  // not planned
  EXPECT_THAT(book_.alive(), SizeIs(1));
  EXPECT_THAT(run({unknown(), open()}), SizeIs(1));
  EXPECT_THAT(book_.alive(), IsEmpty());
}

TEST_F(AlertBookTest, IsNotOverBeforeThatIsBelieved) {
  run({dropped(), dropped()});
  held_ = true;
  EXPECT_THAT(run({open(), open()}), IsEmpty());
  held_ = false;
  EXPECT_THAT(run({open(), open()}), SizeIs(1));
}

TEST_F(AlertBookTest, IsNotOverWhileItsPathsAreBroken) {
  run({dropped(), dropped()});
  const auto check = check_of({dropped(), dropped()}).check;
  const auto well = [](const PathId&) { return false; };  // nothing is remembered of earlier runs
  EXPECT_THAT(book_.update({check, {false}, well, first_run}), IsEmpty());
  EXPECT_THAT(book_.alive(), SizeIs(1));
}

TEST_F(AlertBookTest, IsOverWhenItsPathsAreOnlyWorthKnowing) {
  run({dropped()});
  EXPECT_THAT(run({verdict_of(Status::open, Cause::return_lost)}), SizeIs(1));
  EXPECT_THAT(book_.alive(), IsEmpty());
}

TEST_F(AlertBookTest, IsOverWhenNobodyDialsItsPathsAnyMore) {
  run({dropped(), dropped()});
  CheckCase other = check_of({});
  other.check.inventory.flows[0].id = "renamed";
  EXPECT_THAT(run(other.check), SizeIs(1));
}

TEST_F(AlertBookTest, TwoThatBecomeOneAreToldSo) {
  // One place, two ways of stopping: two causes, of three and two paths.
  const auto rejected = silence_of(Status::blocked, Cause::rejected, {Segment::target_firewall});
  const auto two = run({dropped(), dropped(), dropped(), rejected, rejected});
  ASSERT_THAT(two, SizeIs(2));
  const auto one = run(Verdicts(5, dropped()));
  ASSERT_THAT(one, SizeIs(2));
  EXPECT_FALSE(one[0].alert.firing);
  EXPECT_EQ(one[0].alert.joined, one[1].alert.id);
  EXPECT_EQ(one[1].alert.cause.paths, 5U);
  report::test::keep("joined.json", body_of(one[0].alert, ""));
}

TEST_F(AlertBookTest, ASilenceMutesACauseOnlyIfItMutesAllOfItsPaths) {
  silences_ = {{{}, "w1", {}, {}, never, "repair"}};
  EXPECT_TRUE(run({dropped(), dropped()})[0].is_message);
  book_ = AlertBook();
  const std::chrono::sys_seconds fifth(std::chrono::seconds(first_run + 60 * 5));
  silences_ = {{"worker-tunnel", {}, {}, {}, fifth, "repair"}};
  const auto muted =
      run({dropped(), dropped()});  // the second run; the silence ends with the fifth
  ASSERT_THAT(muted, SizeIs(1));
  EXPECT_TRUE(muted[0].alert.muted);
  EXPECT_FALSE(muted[0].is_message);
  EXPECT_THAT(run({dropped(), dropped()}), IsEmpty());
  EXPECT_THAT(run({dropped(), dropped()}), IsEmpty());
  const auto heard = run({dropped(), dropped()});
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_TRUE(heard[0].is_message);
  EXPECT_EQ(heard[0].alert.id, muted[0].alert.id);
}

TEST_F(AlertBookTest, OfWhatWasMutedToItsEndNobodyHears) {
  silences_ = {{{}, {}, {}, "w0", never, "repair"}};
  run({dropped()});
  const auto over = run({open()});
  ASSERT_THAT(over, SizeIs(1));
  EXPECT_FALSE(over[0].alert.firing);
  EXPECT_FALSE(over[0].is_message);
}

TEST_F(AlertBookTest, WhatIsOnlyUnknownOrOpenIsNoAlert) {
  EXPECT_THAT(run({verdict_of(Status::open, Cause::return_lost), unknown()}), IsEmpty());
  EXPECT_THAT(run({verdict_of(Status::degraded, Cause::loss)}), SizeIs(1));
}

TEST_F(AlertBookTest, OutlivesARestart) {
  run({dropped(), dropped()});
  std::vector<Alert> kept;
  for (const Alert& alert : book_.alive()) {
    const auto read = parse_record(record_of(alert));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, alert);
    kept.push_back(*read);
  }
  book_ = AlertBook(kept);
  EXPECT_THAT(run({dropped(), dropped()}), IsEmpty());
  EXPECT_THAT(run({open(), open()}), SizeIs(1));
}

TEST_F(AlertBookTest, HasNoRoomForMoreThanItsLimit) {
  std::vector<Alert> many(alerts_max - 1);
  for (std::size_t i = 0; i < many.size(); ++i) {
    many[i].id = std::to_string(i);
    many[i].cause.status = Status::blocked;
    many[i].cause.tracked = {{"worker-tunnel", "w45", "w0"}};  // not tried
  }
  book_ = AlertBook(many);
  CheckCase one{"w0", "w1", "w2", "w45"};
  const FlowId flow = one.flow("worker-tunnel", Protocol::udp, 50'103);
  one.path(flow, "w1", "w0", dropped());
  one.path(flow, "w1", "w2", verdict_of(Status::blocked, Cause::refused));
  summarize(one.check);
  EXPECT_THAT(run(one.check), SizeIs(1));
  EXPECT_THAT(book_.alive(), SizeIs(alerts_max));
  EXPECT_EQ(book_.left_out(), 1U);
}

}  // namespace
}  // namespace oakprobe::alerts
