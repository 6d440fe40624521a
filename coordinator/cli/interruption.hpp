#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <functional>

namespace oakprobe::cli {

// Takes SIGINT, SIGTERM and SIGHUP: the first is told to the check, the second ends the process at
// once, and leaves the agents to the undertaker.
class Interruption {
 public:
  Interruption(boost::asio::io_context& io, std::function<void()> first);

  void stop() { signals_.cancel(); }

 private:
  void wait();

  boost::asio::signal_set signals_;
  std::function<void()> first_;
};

}  // namespace oakprobe::cli
