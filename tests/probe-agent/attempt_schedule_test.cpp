#include "probe-agent/dial/attempt_schedule.hpp"

#include <gtest/gtest.h>

namespace oakprobe::agent {
namespace {

using namespace std::chrono_literals;

const TimePoint t0{1'000s};

const AttemptLimits defaults;

TEST(AttemptSchedule, StartsNothingBeforeItsTime) {
  const AttemptSchedule schedule(defaults, t0);
  EXPECT_EQ(schedule.next_start(), t0);
  EXPECT_EQ(schedule.over_at(), TimePoint::max());
}

TEST(AttemptSchedule, SpacesAnsweredAttemptsAndEndsWithTheLastAnswer) {
  AttemptSchedule schedule(defaults, t0);
  EXPECT_EQ(schedule.start(t0), 0U);
  schedule.answer(0);
  EXPECT_EQ(schedule.next_start(), t0 + 250ms);
  EXPECT_EQ(schedule.start(t0 + 250ms), 1U);
  schedule.answer(1);
  EXPECT_EQ(schedule.start(t0 + 500ms), 2U);
  schedule.answer(2);
  EXPECT_EQ(schedule.next_start(), std::nullopt);
  EXPECT_LE(schedule.over_at(), t0 + 500ms);
}

TEST(AttemptSchedule, ADatagramWaitsForNoOther) {
  AttemptSchedule schedule(defaults, t0);
  for (unsigned attempt = 0; attempt < 3; ++attempt) {
    EXPECT_EQ(schedule.next_start(), t0 + attempt * 250ms);
    schedule.start(*schedule.next_start());
  }
  EXPECT_EQ(schedule.over_at(), t0 + 3'500ms) << "what an absent neighbour leaves behind";
}

TEST(AttemptSchedule, WhoIsToldToListensNoLongerThanTheLastAttemptTakes) {
  AttemptLimits brief;
  brief.settle = 0ms;
  AttemptSchedule datagrams(brief, t0);
  AttemptSchedule connections(brief, t0);
  connections.persist();
  for (AttemptSchedule* schedule : {&datagrams, &connections})
    while (schedule->next_start()) schedule->start(*schedule->next_start());
  EXPECT_EQ(datagrams.over_at(), t0 + 1'500ms);
  EXPECT_EQ(connections.over_at(), t0 + 3'500ms) << "only an open one hears of a neighbour";
}

TEST(AttemptSchedule, GivesASilentConnectionItsWholeTime) {
  AttemptSchedule schedule(defaults, t0);
  schedule.persist();
  schedule.start(t0);
  EXPECT_EQ(schedule.next_start(), t0 + 1s);
  schedule.start(t0 + 1s);
  schedule.start(t0 + 2s);
  // An absent neighbour is known only after 3.1 s.
  EXPECT_EQ(schedule.over_at(), t0 + 3'500ms);
}

TEST(AttemptSchedule, WaitsForALostLastAttemptOnlyItsTimeoutOnceThePathAnswered) {
  AttemptSchedule schedule(defaults, t0);
  schedule.start(t0);
  schedule.answer(0);
  schedule.start(t0 + 250ms);
  schedule.answer(1);
  schedule.start(t0 + 500ms);
  EXPECT_EQ(schedule.over_at(), t0 + 1'500ms);
}

TEST(AttemptSchedule, WaitsForWhatTheKernelSendsAgain) {
  AttemptSchedule schedule(defaults, t0);
  schedule.persist();
  schedule.start(t0);
  schedule.start(t0 + 1s);
  schedule.answer(1);
  schedule.start(t0 + 1'250ms);
  EXPECT_EQ(schedule.over_at(), t0 + 4'750ms);
  schedule.answer(2);
  EXPECT_EQ(schedule.over_at(), t0 + 4'750ms) << "the first one is still silent";
  schedule.answer(0);
  EXPECT_LE(schedule.over_at(), t0 + 1'250ms);
}

TEST(AttemptSchedule, WaitsLongerOverASlowLink) {
  AttemptSchedule schedule(defaults, t0);
  schedule.persist();
  schedule.start(t0);
  schedule.start(t0 + 1s);
  schedule.allow(4'400ms);  // connected after 1.4 s
  EXPECT_EQ(schedule.next_start(), t0 + 5'400ms) << "the second has had its time then";
  schedule.answer(0);
  schedule.answer(1);
  EXPECT_EQ(schedule.next_start(), t0 + 1'250ms);
  schedule.start(t0 + 3'800ms);
  EXPECT_EQ(schedule.over_at(), t0 + 8'200ms);
  schedule.allow(1ms);
  EXPECT_EQ(schedule.over_at(), t0 + 8'200ms) << "the slowest counts";
}

TEST(AttemptSchedule, RetriesARefusedAttemptNoSoonerThanTheSpacing) {
  AttemptSchedule schedule(defaults, t0);
  for (unsigned attempt = 0; attempt < 3; ++attempt) {
    const TimePoint now = *schedule.next_start();
    EXPECT_EQ(now, t0 + attempt * 250ms);
    schedule.start(now);
    schedule.settle(attempt);
  }
  EXPECT_LE(schedule.over_at(), t0 + 500ms);
}

TEST(AttemptSchedule, KeepsTheSpacingEvenWithAShorterTimeout) {
  AttemptLimits short_timeout;
  short_timeout.timeout = 10ms;
  AttemptSchedule schedule(short_timeout, t0);
  schedule.start(t0);
  EXPECT_EQ(schedule.next_start(), t0 + 250ms);
}

}  // namespace
}  // namespace oakprobe::agent
