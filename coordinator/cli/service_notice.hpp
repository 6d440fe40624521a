#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>

namespace oakprobe::cli {

// Tells systemd, where it started us as a service that wants to know (Type=notify), that we are
// ready, and that the executor still runs (WatchdogSec=). Nobody is told elsewhere.
class ServiceNotice {
 public:
  explicit ServiceNotice(const boost::asio::any_io_executor& executor);

  void stopping();
  // Also stops the timer, which keeps the executor busy.
  void stop() { timer_.cancel(); }

 private:
  void tell_alive();

  boost::asio::steady_timer timer_;
  std::chrono::microseconds between_{};  // 0: there is no watchdog
};

}  // namespace oakprobe::cli
