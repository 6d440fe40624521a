#include "coordinator/cli/ask_password.hpp"

#include "coordinator/cli/hidden_line.hpp"

#include <utility>

namespace oakprobe::cli {

app::OrFailure<std::string> ask_password(const std::string& nodes) {
  auto line = read_hidden_line("Password for sudo on " + nodes + ": ");
  if (line) return std::move(*line);
  return app::wrong_input(
      "the inventory says 'sudo: ask' for " + nodes +
      ", and there is no terminal to ask on; run it on a terminal (ssh -t), or use 'sudo: "
      "nopasswd'"
  );
}

}  // namespace oakprobe::cli
