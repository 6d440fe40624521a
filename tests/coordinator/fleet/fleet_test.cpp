#include "coordinator/fleet/fleet.hpp"

#include "tests/support/far_end.hpp"
#include "tests/support/heap_meter.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <climits>

namespace oakprobe::fleet {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing_support::FakeTransport;
using testing_support::FarEnd;

// A fleet whose commands bring up agents within this program. Nothing here waits for a time: pauses
// are of no length, or end with the test.
class FleetTest : public ::testing::Test {
 protected:
  void TearDown() override { run(fleet.close()); }

  Result<std::unique_ptr<transport::Transport>> bring_up(const std::string& node) {
    auto end = std::make_shared<FarEnd>(io.get_executor());
    end->on_message = [this, end = end.get()](const wire::Message& message) {
      if (!mute) testing_support::answer_as_agent(*end, message);
    };
    if (!mute) end->say(wire::greeting);
    latest = end;
    started.push_back(node);
    return std::make_unique<FakeTransport>(io.get_executor(), std::move(end));
  }

  AgentLink& borrow(Fleet& from, const std::string& node, const std::string& key = "") {
    AgentStart start({node});
    start.key = key;
    start.tell = [this](const LinkEvent& event) { told += std::to_string(event.index()); };
    return from.borrow(node, std::move(start), wire::Hello());
  }
  // A check of one node that asks nothing.
  bool serve(Fleet& from, const std::string& node, const std::string& key = "") {
    AgentLink& link = borrow(from, node, key);
    const bool up = open(link);
    run(from.rest(link));
    from.give_back(node);
    return up;
  }
  bool open(AgentLink& link) {
    bool up = false;
    run([](AgentLink& it, bool& result) -> asio::awaitable<void> {
      result = co_await it.open();
    }(link, up));
    return up;
  }
  void lose() { latest->close({false, 1}); }

  void run(asio::awaitable<void> coroutine) {
    bool over = false;
    asio::co_spawn(io, std::move(coroutine), [&](const std::exception_ptr& failure) {
      EXPECT_FALSE(failure);
      over = true;
    });
    run_until([&] { return over; });
  }
  void run_until(const std::function<bool()>& done) {
    io.restart();
    while (!done() && io.run_one() > 0) {
    }
    EXPECT_TRUE(done());
  }
  void run_what_is_ready() {
    io.restart();
    io.poll();
  }

  static LinkLimits limits() {
    LinkLimits limits;
    limits.revival = limits.revival_max = 0ms;
    limits.exit = 0ms;
    limits.hello = limits.start = limits.silence = 1h;
    return limits;
  }
  TransportStart start_here() {
    return [this](const std::vector<std::string>& command) { return bring_up(command.front()); };
  }

  asio::io_context io{1};
  bool mute = false;  // those that are started now say nothing
  std::vector<std::string> started;
  std::shared_ptr<FarEnd> latest;
  std::string told;  // the events' kinds, as digits
  Fleet fleet{io.get_executor(), start_here(), limits(), Keep::yes};
};

TEST_F(FleetTest, EndsWhatItDoesNotKeep) {
  Fleet lender(io.get_executor(), start_here(), limits());
  EXPECT_TRUE(serve(lender, "w1"));
  EXPECT_EQ(lender.size(), 0U);
  EXPECT_TRUE(latest->buried);
  EXPECT_THAT(latest->messages, ElementsAre("hello", "bye"));
  EXPECT_TRUE(serve(lender, "w1"));
  EXPECT_THAT(started, ElementsAre("w1", "w1"));
}

TEST_F(FleetTest, KeepsAnAgentForTheNextCheck) {
  EXPECT_TRUE(serve(fleet, "w1"));
  EXPECT_TRUE(serve(fleet, "w1"));
  EXPECT_TRUE(serve(fleet, "w2"));
  EXPECT_THAT(started, ElementsAre("w1", "w2"));
  EXPECT_EQ(fleet.size(), 2U);
  run(fleet.close());
  EXPECT_EQ(fleet.size(), 0U);
  EXPECT_TRUE(latest->buried);
}

TEST_F(FleetTest, StartsAnewWhatIsStartedOtherwise) {
  EXPECT_TRUE(serve(fleet, "w1", "old"));
  const auto first = latest;
  EXPECT_TRUE(serve(fleet, "w1", "new"));
  EXPECT_TRUE(first->buried);
  EXPECT_THAT(started, ElementsAre("w1", "w1"));
  EXPECT_EQ(fleet.size(), 1U);
}

// The next question could get the answer.
TEST_F(FleetTest, KeepsNoneThatStillOwesAnAnswer) {
  AgentLink& link = borrow(fleet, "w1");
  ASSERT_TRUE(open(link));
  mute = true;
  bool asked = false;
  asio::co_spawn(
      io,
      link.ask<evidence::Facts>(
          wire::FactsRequest(), LinkLimits::Duration(1h), [](evidence::Facts) { return Taken(); }
      ),
      [&](const std::exception_ptr&, bool) { asked = true; }
  );
  run_what_is_ready();
  link.interrupt();
  run_until([&] { return asked; });
  run(fleet.rest(link));
  fleet.give_back("w1");
  EXPECT_TRUE(latest->buried);
  mute = false;
  EXPECT_TRUE(serve(fleet, "w1"));
  EXPECT_THAT(started, ElementsAre("w1", "w1"));
}

TEST_F(FleetTest, StartsALostOneAgainAndTellsNobody) {
  EXPECT_TRUE(serve(fleet, "w1"));
  told.clear();
  for (std::size_t starts = 2; starts < 5; ++starts) {
    lose();
    run_until([&] { return started.size() == starts && !latest->messages.empty(); });
  }
  EXPECT_EQ(told, "") << "what happens between two checks is no check's story";
  EXPECT_TRUE(serve(fleet, "w1"));
  EXPECT_EQ(started.size(), 4U);
}

// The one that is lost while it is lent is started again when it is given back, not before.
TEST_F(FleetTest, LeavesALentOneToItsCheck) {
  AgentLink& link = borrow(fleet, "w1");
  ASSERT_TRUE(open(link));
  lose();
  run_until([&] { return !link.usable(); });
  EXPECT_THAT(link.last_words(), HasSubstr("exit code 1"));
  run_what_is_ready();
  EXPECT_EQ(started.size(), 1U);
  run(fleet.rest(link));
  fleet.give_back("w1");
  run_until([&] { return started.size() == 2; });
}

TEST_F(FleetTest, DoesNotTryAgainWithoutThePassword) {
  AgentStart start({"w1"});
  const auto password = std::make_shared<SudoPassword>("secret");
  start.sudo_password = password;
  AgentLink& link = fleet.borrow("w1", std::move(start), wire::Hello());
  ASSERT_TRUE(open(link));
  password->forget();
  run(fleet.rest(link));
  fleet.give_back("w1");
  lose();
  run_until([&] { return !link.usable(); });
  run_what_is_ready();
  EXPECT_EQ(started.size(), 1U);
}

TEST(RevivalPause, GrowsUpToItsLimit) {
  const LinkLimits limits;
  EXPECT_EQ(revival_pause(limits, 0), 1s);
  EXPECT_EQ(revival_pause(limits, 1), 2s);
  EXPECT_EQ(revival_pause(limits, 5), 32s);
  for (const unsigned before : {6U, 16U, 17U, 31U, 32U, UINT_MAX})
    EXPECT_EQ(revival_pause(limits, before), 60s) << before;
}

class LongPauses : public FleetTest {
 protected:
  LongPauses() {
    LinkLimits long_ones = limits();
    long_ones.revival = long_ones.revival_max = 1h;
    patient.emplace(io.get_executor(), start_here(), long_ones, Keep::yes);
  }
  void TearDown() override { run(patient->close()); }

  // Now it waits to start it again.
  void lose_one() {
    EXPECT_TRUE(serve(*patient, "w1"));
    lose();
    run_until([&] { return latest->buried; });
    run_what_is_ready();
  }

  std::optional<Fleet> patient;
};

TEST_F(LongPauses, EndWithTheFleet) {
  lose_one();
  run(patient->close());
  EXPECT_EQ(started.size(), 1U);
}

TEST_F(LongPauses, EndWhereACheckWantsTheAgent) {
  lose_one();
  EXPECT_TRUE(serve(*patient, "w1"));
  EXPECT_EQ(started.size(), 2U);
  run_what_is_ready();
  EXPECT_EQ(started.size(), 2U) << "and it is not started twice";
}

TEST_F(LongPauses, EndWhereTheNodeLeaves) {
  lose_one();
  run(patient->keep_only({}));
  EXPECT_EQ(patient->size(), 0U);
  EXPECT_EQ(started.size(), 1U);
}

// One that is being started, and does not say a word.
class Reviving : public FleetTest {
 protected:
  void SetUp() override {
    EXPECT_TRUE(serve(fleet, "w1"));
    mute = true;
    lose();
    run_until([&] { return started.size() == 2; });
  }
};

TEST_F(Reviving, EndsWithTheFleet) {
  run(fleet.close());
  EXPECT_TRUE(latest->buried);
}

TEST_F(Reviving, EndsWhereTheNodeLeaves) {
  run(fleet.keep_only({{"w2", ""}}));
  EXPECT_TRUE(latest->buried);
  EXPECT_EQ(fleet.size(), 0U);
}

TEST_F(Reviving, IsAwaitedByACheckThatBorrowsIt) {
  AgentLink& link = borrow(fleet, "w1");
  bool up = false;
  asio::co_spawn(io, link.open(), [&](const std::exception_ptr&, bool is_up) { up = is_up; });
  run_what_is_ready();
  EXPECT_FALSE(up);
  mute = false;
  latest->say(wire::greeting);
  run_until([&] { return up; });
  EXPECT_EQ(started.size(), 2U);
  run(fleet.rest(link));
  fleet.give_back("w1");
}

TEST_F(FleetTest, LetsGoOfWhatIsNoLongerKept) {
  std::vector<std::shared_ptr<FarEnd>> ends;
  for (const char* node : {"gone", "stays", "other", "lent"}) {
    EXPECT_TRUE(serve(fleet, node, "key"));
    ends.push_back(latest);
  }
  AgentLink& lent = borrow(fleet, "lent", "key");
  run(fleet.keep_only({{"stays", "key"}, {"other", "another key"}, {"new", "key"}}));
  EXPECT_EQ(fleet.size(), 2U);
  EXPECT_TRUE(ends[0]->buried);
  EXPECT_FALSE(ends[1]->buried);
  EXPECT_TRUE(ends[2]->buried);
  EXPECT_FALSE(ends[3]->buried);
  EXPECT_TRUE(lent.is_up());
  fleet.give_back("lent");
  EXPECT_TRUE(serve(fleet, "stays", "key"));
  EXPECT_EQ(started.size(), 4U);
}

// An audit goes on for months: nodes come and go, agents are lost, started again and let go.
TEST_F(FleetTest, NothingGrows) {
  const auto round = [&] {
    for (const char* node : {"w1", "w2"}) EXPECT_TRUE(serve(fleet, node));
    const std::size_t starts = started.size();
    lose();
    run_until([&] { return started.size() == starts + 1 && !latest->messages.empty(); });
    run(fleet.keep_only({{"w1", ""}}));
    run_what_is_ready();
    started.clear();
    told.clear();
  };
  for (int rounds = 0; rounds < 20; ++rounds) round();
  const std::size_t before = testing_support::heap_bytes();
  for (int rounds = 0; rounds < 200; ++rounds) round();
  EXPECT_LE(testing_support::heap_bytes(), before + 1'000);
}

}  // namespace
}  // namespace oakprobe::fleet
