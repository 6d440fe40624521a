#include "fleet_case.hpp"

#include <gtest/gtest.h>

#include <climits>
#include <optional>

// An agent that was lost is started again, after a pause.
namespace oakprobe::fleet {
namespace {

using namespace std::chrono_literals;

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

}  // namespace
}  // namespace oakprobe::fleet
