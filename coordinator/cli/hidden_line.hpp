#pragma once

#include <optional>
#include <string>

namespace oakprobe::cli {

// Shows the prompt on the controlling terminal, and reads a line there without showing it. The
// terminal is as before afterwards, also when a signal ends or stops the process meanwhile; one
// that was stopped (Ctrl-Z) and goes on asks anew. nullopt: there is no terminal. Only before other
// threads and signal handlers are there.
[[nodiscard]] std::optional<std::string> read_hidden_line(const std::string& prompt);

}  // namespace oakprobe::cli
