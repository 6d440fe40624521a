#pragma once

namespace oakprobe::agent {

// What `oakprobe-agent --read-rules` does, which the agent starts before it gives up its own
// privileges (docs/privileges.md): keeps what a host's tools need to print its packet filter, gives
// up all else, and answers readings (rule_reading.hpp) by standard input and output until its input
// ends, which must be a pipe. Returns the exit code.
[[nodiscard]] int serve_readings();

}  // namespace oakprobe::agent
