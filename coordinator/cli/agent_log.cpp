#include "coordinator/cli/agent_log.hpp"

#include "base/printable.hpp"
#include "coordinator/cli/verbose_log.hpp"

#include <cstdio>

namespace oakprobe::cli {

std::string agent_line(
    std::chrono::milliseconds since_start, std::string_view node, std::string_view text
) {
  char seconds[32];
  std::snprintf(
      seconds, sizeof seconds, "%5.1f s  ", static_cast<double>(since_start.count()) / 1e3
  );
  return printable(std::string(seconds).append(node).append(": ").append(text));
}

void AgentLog::note(const app::AgentEvent& event) {
  tell(event.node, event.text);
  if (event.own_host.empty() || !own_nodes_.emplace(event.node).second) return;
  tell(
      event.node,
      std::string(event.own_host) +
          " is this machine: agent: local starts the agent here, without ssh"
  );
}

void AgentLog::tell(std::string_view node, std::string_view text) const {
  const auto since = std::chrono::steady_clock::now() - start_;
  log_line(agent_line(std::chrono::duration_cast<std::chrono::milliseconds>(since), node, text));
}

}  // namespace oakprobe::cli
