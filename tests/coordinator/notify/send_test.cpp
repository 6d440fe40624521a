#include "coordinator/notify/send.hpp"

#include "coordinator/notify/run_command.hpp"
#include "tests/support/run_coroutine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace oakprobe::notify {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(Pace, PausesGrowToTheLongest) {
  const Pace pace;
  EXPECT_EQ(pace.pause(0), 5s);
  EXPECT_EQ(pace.pause(1), 10s);
  EXPECT_EQ(pace.pause(5), 160s);
  EXPECT_EQ(pace.pause(6), 300s);
  EXPECT_EQ(pace.pause(1'000'000), 300s);
}

TEST(Hold, LastsUntilTheNextRunIsOver) {
  EXPECT_EQ(hold_until_next_run(600s), 25min);
  EXPECT_EQ(hold_until_next_run(std::nullopt), 2h + 5min);
  EXPECT_EQ(hold_until_next_run(0s), 5min);
  EXPECT_EQ(hold_until_next_run(-5s), 5min);  // a clock that was set back
  EXPECT_EQ(hold_until_next_run(24h * 7), 24h * 14 + 5min);
  EXPECT_EQ(hold_until_next_run(24h * 7 + 1s), 24h * 14 + 5min);
}

Sent run(std::vector<std::string> words, std::string input, std::chrono::milliseconds limit = 60s) {
  std::signal(SIGPIPE, SIG_IGN);  // as main() does
  asio::io_context io;
  return testing::run_coroutine(
      io, run_command(std::move(words), std::move(input), net::Clock::now() + limit)
  );
}

TEST(RunCommand, HasTheInputOnItsStandardInput) {
  EXPECT_TRUE(run({"grep", "-q", "an alert"}, "this is an alert").delivered);
  const Sent other = run({"grep", "-q", "an alert"}, "this is none");
  EXPECT_FALSE(other.delivered);
  EXPECT_EQ(other.trouble, "exit code 1");
}

TEST(RunCommand, NeitherReadsNorPrintsWithoutEnd) {
  const std::string large(1 << 20, 'x');
  EXPECT_TRUE(run({"true"}, large).delivered);
  EXPECT_TRUE(run({"sh", "-c", "cat; cat /dev/zero | head -c 1000000 >&2"}, large).delivered);
}

TEST(RunCommand, TellsWhatWentWrong) {
  EXPECT_THAT(run({"/no/such/command"}, "").trouble, HasSubstr("can't be started"));
  EXPECT_EQ(run({"sh", "-c", "kill -9 $$"}, "").trouble.substr(0, 8), "signal 9");
}

TEST(RunCommand, IsEndedWhenItsTimeIsOver) {
  const Sent late = run({"sleep", "1000"}, "", 50ms);
  EXPECT_FALSE(late.delivered);
  EXPECT_THAT(late.trouble, HasSubstr("too long"));
}

TEST(RunCommand, WhatItLeavesBehindIsNotWaitedFor) {
  EXPECT_TRUE(run({"sh", "-c", "sleep 1000 & exit 0"}, "").delivered);
}

}  // namespace
}  // namespace oakprobe::notify
