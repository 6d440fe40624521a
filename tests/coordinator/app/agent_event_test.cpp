#include "coordinator/app/agent_event.hpp"

#include <gtest/gtest.h>

namespace oakprobe::app {
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

}  // namespace
}  // namespace oakprobe::app
