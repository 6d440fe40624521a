#pragma once

#include "probe-agent/firewall/rule_reading.hpp"

#include <chrono>
#include <span>
#include <string>

namespace oakprobe::agent {

inline constexpr std::chrono::seconds tool_patience{5};

// Where a program of this name is in the folders of a host's own tools; empty: in none.
[[nodiscard]] std::string tool_path(const std::string& name);

// Starts the program (an absolute path) with these arguments, LC_ALL=C and nothing else in its
// environment, and takes what it prints: tool_output_bytes_max within tool_patience. Else, and when
// `owner`, a pipe, has no other end any more, its process group is killed. It ends with this
// process, too, which must have one thread.
[[nodiscard]] ToolText run_tool(
    const std::string& path, std::span<const char* const> arguments, int owner
);

}  // namespace oakprobe::agent
