#include "coordinator/cli/agent_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace oakprobe::cli {
namespace {

using namespace std::chrono_literals;

TEST(AgentEventText, SaysWhatHappened) {
  struct Row {
    fleet::LinkEvent event;
    const char* text;
  };
  const Row rows[] = {
      {fleet::CommandStarted{{"ssh", "-T", "pi@w1", "oakprobe-agent", "--stdio"}},
       "ssh -T pi@w1 oakprobe-agent --stdio"},
      {fleet::CommandStarted{{"sshpass", "-p", "hunter2", "ssh", "w1", "/bin/sh"}},
       "sshpass -p *** ssh w1 /bin/sh"},
      {fleet::AgentArrived{2'132'456, true},
       "the agent was sent: 2132456 bytes, compressed (gzip)"},
      {fleet::AgentArrived{4'800'000, false}, "the agent was sent: 4800000 bytes"},
      {fleet::AgentArrived{}, "an earlier run left the agent there: nothing was sent"},
      {fleet::TurnedAway{"Connection reset by peer", 1'000ms},
       "Connection reset by peer; tried again in 1 s"},
      {fleet::TurnedAway{"Connection reset by peer", 560ms},
       "Connection reset by peer; tried again in 0.6 s"},
      {fleet::AgentUp{fleet::AgentOrigin::installed, true},
       "up: it is installed there, and may open taps"},
      {fleet::AgentUp{fleet::AgentOrigin::kept, false},
       "up: it was kept from an earlier run, and may open no taps (CAP_NET_RAW)"},
      {fleet::AgentUp{fleet::AgentOrigin::local, true},
       "up: it is local: on this machine, and may open taps"},
      {fleet::AgentFailed{"said nothing"}, "not reached: said nothing"},
      {fleet::AgentLost{"fell silent for 8 s"}, "lost: fell silent for 8 s"},
  };
  for (const Row& row : rows) EXPECT_EQ(agent_event_text(row.event), row.text);
}

TEST(AgentLine, HasSecondsAndNode) {
  EXPECT_EQ(agent_line(0ms, "w1", "ssh w1"), "  0.0 s  w1: ssh w1");
  EXPECT_EQ(agent_line(2'149ms, "w1", "up"), "  2.1 s  w1: up");
  EXPECT_EQ(agent_line(3'600'000ms, "w1", "up"), "3600.0 s  w1: up");
}

TEST(AgentLine, IsOneLineThatNothingObeys) {
  EXPECT_EQ(
      agent_line(0ms, "w\x1b[1m", "lost: \x1b[2J\nfake\xe2\x80\xae"),
      "  0.0 s  w?[1m: lost: ?[2J / fake?"
  );
}

class AgentLogTest : public ::testing::Test {
 protected:
  // What the log writes, without times.
  std::string told(AgentLog& log, const std::vector<fleet::LinkEvent>& events) {
    ::testing::internal::CaptureStderr();
    for (const auto& event : events) log.note(0, event);
    std::string text;
    std::istringstream lines(::testing::internal::GetCapturedStderr());
    for (std::string line; std::getline(lines, line);)
      text += line.substr(std::min(line.find("w1: "), line.size())) + "\n";
    return text;
  }
};

TEST_F(AgentLogTest, SaysOnceThatANodeIsThisMachine) {
  AgentLog log({{"w1", "192.0.2.31"}}, nullptr);
  const fleet::LinkEvent started = fleet::CommandStarted{{"ssh", "192.0.2.31"}};
  EXPECT_EQ(
      told(log, {started, started}),
      "w1: ssh 192.0.2.31\n"
      "w1: 192.0.2.31 is this machine: agent: local starts the agent here, without ssh\n"
      "w1: ssh 192.0.2.31\n"
  );
}

TEST_F(AgentLogTest, HidesTheSudoPasswordInACommand) {
  const auto password = std::make_shared<fleet::SudoPassword>("correct-horse-7");
  AgentLog log({{"w1", ""}}, password);
  EXPECT_EQ(
      told(log, {fleet::CommandStarted{{"sh", "-c", "echo correct-horse-7 | sudo -S agent"}}}),
      "w1: sh -c 'echo *** | sudo -S agent'\n"
  );
}

}  // namespace
}  // namespace oakprobe::cli
