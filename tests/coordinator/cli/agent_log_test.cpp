#include "coordinator/cli/agent_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace oakprobe::cli {
namespace {

using namespace std::chrono_literals;

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

TEST(AgentLog, SaysOnceThatANodeIsThisMachine) {
  AgentLog log;
  const app::AgentEvent started{"w1", "192.0.2.31", "ssh 192.0.2.31"};
  ::testing::internal::CaptureStderr();
  log.note(started);
  log.note(started);
  log.note({"w2", "", "ssh 192.0.2.32"});
  // Without times.
  std::string told;
  std::istringstream lines(::testing::internal::GetCapturedStderr());
  for (std::string line; std::getline(lines, line);)
    told += line.substr(std::min(line.find('w'), line.size())) + "\n";
  EXPECT_EQ(
      told,
      "w1: ssh 192.0.2.31\n"
      "w1: 192.0.2.31 is this machine: agent: local starts the agent here, without ssh\n"
      "w1: ssh 192.0.2.31\n"
      "w2: ssh 192.0.2.32\n"
  );
}

}  // namespace
}  // namespace oakprobe::cli
