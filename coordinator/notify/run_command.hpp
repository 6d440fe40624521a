#pragma once

#include "coordinator/notify/http_post.hpp"

#include <string>
#include <vector>

namespace oakprobe::notify {

// Runs a command without a shell, with the input on its standard input, and reads away what it
// prints. Delivered: it ended with exit code 0. After the deadline it is ended.
[[nodiscard]] asio::awaitable<Sent> run_command(
    std::vector<std::string> words, std::string input, net::TimePoint deadline
);

}  // namespace oakprobe::notify
