#include "coordinator/cli/interruption.hpp"

#include "coordinator/cli/exit_code.hpp"

#include <csignal>
#include <unistd.h>
#include <utility>

namespace oakprobe::cli {
namespace {

constexpr auto same_wish = std::chrono::milliseconds(200);

// As nohup leaves it.
bool is_ignored(int signal_number) {
  struct sigaction current {};
  return ::sigaction(signal_number, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

}  // namespace

Interruption::Interruption(
    const boost::asio::any_io_executor& executor, std::function<void()> first
)
    : signals_(executor, SIGINT, SIGTERM), first_(std::move(first)) {
  if (!is_ignored(SIGHUP)) signals_.add(SIGHUP);
  wait();
}

void Interruption::wait() {
  signals_.async_wait([this](const boost::system::error_code& cancelled, int) {
    if (cancelled) return;
    const auto now = std::chrono::steady_clock::now();
    if (first_) {
      first_at_ = now;
      std::exchange(first_, nullptr)();
    } else if (now - first_at_ > same_wish) {
      ::_exit(exit_oakprobe_failed);
    }
    wait();
  });
}

}  // namespace oakprobe::cli
