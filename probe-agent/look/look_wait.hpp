#pragma once

#include "net/lifetime.hpp"
#include "probe-agent/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <utility>

namespace oakprobe::agent {

// What the parts of one look, which come one after the other, wait with: one timer for all of them,
// and the end of the look, after which nobody waits for anything. Whoever waited asks is_stopped()
// before it goes on.
class LookWait {
 public:
  explicit LookWait(boost::asio::io_context& io) : timer_(io) {}

  [[nodiscard]] bool is_stopped() const { return stopped_; }
  void stop() {
    stopped_ = true;
    timer_.cancel();
  }

  boost::asio::awaitable<void> pause(Clock::duration time) {
    if (stopped_) co_return;
    boost::system::error_code cancelled;
    timer_.expires_after(time);
    co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  }

  // Until `enough` is true, asked at each arrival, or the time is over.
  boost::asio::awaitable<void> until(std::function<bool()> enough, Clock::duration limit) {
    if (enough() || limit <= Clock::duration::zero()) co_return;
    enough_ = std::move(enough);
    co_await pause(limit);
    enough_ = nullptr;
  }

  // Something came: it may have been enough.
  void arrived() {
    if (enough_ && enough_()) timer_.cancel();
  }
  // The same, for what may outlive the look.
  [[nodiscard]] std::function<void()> on_arrival() {
    return [this, watch = lifetime_.watch()] {
      if (!watch.expired()) arrived();
    };
  }

 private:
  boost::asio::steady_timer timer_;
  std::function<bool()> enough_;
  bool stopped_ = false;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
