#pragma once

#include "coordinator/app/agent_event.hpp"

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace oakprobe::cli {

// "  2.1 s  w1: Connection reset by peer; tried again in 1 s"
[[nodiscard]] std::string agent_line(
    std::chrono::milliseconds since_start, std::string_view node, std::string_view text
);

// Tells on standard error what becomes of each agent, as it happens, with the seconds since this
// log was made.
class AgentLog {
 public:
  void note(const app::AgentEvent& event);

 private:
  void tell(std::string_view node, std::string_view text) const;

  std::set<std::string, std::less<>> own_nodes_;  // that were said to be this machine
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace oakprobe::cli
