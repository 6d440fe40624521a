#include "coordinator/cli/interruption.hpp"

#include "coordinator/cli/command_line.hpp"

#include <csignal>
#include <unistd.h>
#include <utility>

namespace oakprobe::cli {
namespace {

// As nohup leaves it.
bool is_ignored(int signal_number) {
  struct sigaction current {};
  return ::sigaction(signal_number, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

}  // namespace

Interruption::Interruption(boost::asio::io_context& io, std::function<void()> first)
    : signals_(io, SIGINT, SIGTERM), first_(std::move(first)) {
  if (!is_ignored(SIGHUP)) signals_.add(SIGHUP);
  wait();
}

void Interruption::wait() {
  signals_.async_wait([this](const boost::system::error_code& cancelled, int) {
    if (cancelled) return;
    if (!first_) ::_exit(exit_oakprobe_failed);
    std::exchange(first_, nullptr)();
    wait();
  });
}

}  // namespace oakprobe::cli
