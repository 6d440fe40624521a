#include "fleet_case.hpp"
#include "tests/support/heap_meter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::fleet {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing_support::FarEnd;

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
