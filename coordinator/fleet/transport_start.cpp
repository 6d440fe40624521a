#include "coordinator/fleet/transport_start.hpp"

#include "transport/child_transport.hpp"

#include <utility>

namespace oakprobe::fleet {

TransportStart as_child_process(transport::asio::any_io_executor executor, Undertaker* undertaker) {
  return [executor = std::move(executor), undertaker](const std::vector<std::string>& command
         ) -> Result<std::unique_ptr<transport::Transport>> {
    if (undertaker != nullptr) undertaker->starting();
    auto child = net::ChildProcess::start(executor, command);
    if (!child) {
      if (undertaker != nullptr) undertaker->start_failed();
      return child.error();
    }
    if (undertaker != nullptr) undertaker->started((*child)->group());
    return std::make_unique<transport::ChildTransport>(
        std::move(*child),
        [undertaker](pid_t group) {
          if (undertaker != nullptr) undertaker->ended(group);
        }
    );
  };
}

}  // namespace oakprobe::fleet
