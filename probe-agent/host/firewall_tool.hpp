#pragma once

#include "evidence/firewall_tool.hpp"
#include "probe-agent/host/host_view.hpp"

#include <optional>
#include <string>

namespace oakprobe::agent {

// What looks after this host's packet filter, by its files and processes alone: nothing is run, and
// no privilege is needed. etc_root stands before /etc in tests. nullopt: no such tool is there.
[[nodiscard]] std::optional<evidence::FirewallTool> firewall_tool(
    const std::string& etc_root, HostView& host
);

}  // namespace oakprobe::agent
