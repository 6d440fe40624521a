#pragma once

#include "base/result.hpp"
#include "coordinator/fleet/undertaker.hpp"
#include "transport/transport.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace oakprobe::fleet {

// Starts a command, and gives the stream to what it brings up.
using TransportStart = std::function<
    Result<std::unique_ptr<transport::Transport>>(const std::vector<std::string>& command)>;

// As a child process, which the undertaker (null: none) knows of. It outlives all of them.
[[nodiscard]] TransportStart as_child_process(
    transport::asio::any_io_executor executor, Undertaker* undertaker
);

}  // namespace oakprobe::fleet
