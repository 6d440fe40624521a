#pragma once

#include "coordinator/fleet/link_story.hpp"

#include <string>
#include <string_view>

namespace oakprobe::app {

// What became of one node's agent. Both views are valid while it is told.
struct AgentEvent {
  std::string_view node;      // its name
  std::string_view own_host;  // by what it seems to be this machine; empty: it does not
  // For a person, and without a sudo password. Not fit to be printed as it is.
  std::string text;
};

// "ssh -T -o BatchMode=yes w1 oakprobe-agent --stdio". Commands may hold a sudo password.
[[nodiscard]] std::string agent_event_text(const fleet::LinkEvent& event);

}  // namespace oakprobe::app
