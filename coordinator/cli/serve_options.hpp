#pragma once

#include "coordinator/cli/command_line.hpp"
#include "coordinator/cli/option_reader.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::cli {

// "--serve ADDRESS:PORT" as one word, and "--serve" alone with the default: what follows it may be
// something else.
[[nodiscard]] std::vector<std::string> with_endpoints(
    std::vector<std::string> arguments, std::string_view option
);

// Of `option` and of token-file. Throws WrongUsage.
[[nodiscard]] app::ServeRequest read_serve_request(
    const OptionReader& reader, const std::string& option
);

// Throws WrongUsage.
[[nodiscard]] Command parse_serve(std::span<const std::string> arguments);

}  // namespace oakprobe::cli
