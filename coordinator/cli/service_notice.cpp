#include "coordinator/cli/service_notice.hpp"

#include <cstdint>
#include <systemd/sd-daemon.h>

namespace oakprobe::cli {

ServiceNotice::ServiceNotice(const boost::asio::any_io_executor& executor) : timer_(executor) {
  ::sd_notify(0, "READY=1");
  std::uint64_t limit = 0;
  // As sd_watchdog_enabled(3) wants it: twice as often.
  if (::sd_watchdog_enabled(0, &limit) > 0)
    between_ = std::chrono::microseconds(static_cast<std::int64_t>(limit / 2));
  if (between_.count() > 0) tell_alive();
}

void ServiceNotice::stopping() { ::sd_notify(0, "STOPPING=1"); }

void ServiceNotice::tell_alive() {
  ::sd_notify(0, "WATCHDOG=1");
  timer_.expires_after(between_);
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) tell_alive();
  });
}

}  // namespace oakprobe::cli
