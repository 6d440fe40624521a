#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/signal_set.hpp>

#include <chrono>
#include <functional>

namespace oakprobe::cli {

// Takes SIGINT, SIGTERM and SIGHUP: the first is told to the check, the second ends the process at
// once, and leaves the agents to the undertaker. What comes within 200 ms is the same wish:
// timeout(1) signals its child and then the child's group.
class Interruption {
 public:
  Interruption(const boost::asio::any_io_executor& executor, std::function<void()> first);

  void stop() { signals_.cancel(); }

 private:
  void wait();

  boost::asio::signal_set signals_;
  std::function<void()> first_;
  std::chrono::steady_clock::time_point first_at_;
};

}  // namespace oakprobe::cli
