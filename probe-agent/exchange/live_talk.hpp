#pragma once

#include "probe-agent/clock.hpp"
#include "probe-agent/question/conversation.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace oakprobe::agent {

// A question to a running service takes no longer than this beside its round trips, its follow-up
// included. Oakestra's API is blocked while a connection idles.
inline constexpr std::chrono::milliseconds question_limit{1'000};

// And no longer than this however slow the link is; a follow-up over a slow one has as long again.
inline constexpr std::chrono::milliseconds slow_question_limit{5'000};

// How long a service has that is to answer within `limit` of the question's arrival, over a link
// whose handshake took that long; slow_question_limit at most.
[[nodiscard]] Clock::duration answer_limit(Clock::duration handshake, Clock::duration limit);

// Puts one question to a service over a connection that was just made, and closes it in order: the
// service sees the end of a stream and never a reset, as long as the question arrives and it ends
// its answer in time.
class LiveTalk : public std::enable_shared_from_this<LiveTalk> {
 public:
  using Done = std::function<void(const Conversation&)>;

  // Called once: when the service has closed too, or the deadline has come. Not when stopped.
  LiveTalk(
      boost::asio::ip::tcp::socket socket, Conversation conversation, TimePoint deadline, Done done
  );

  void start();
  // A service that is still sending when it is over is told with a reset: what nobody acknowledges
  // would hold up one that sends the whole answer before it serves the next. Before start().
  void reset_if_unfinished() { resets_unfinished_ = true; }
  // Closes at once; what was heard until now is what there is.
  void finish();
  // The same, and calls nobody.
  void stop();

  // Once it is over: all that was said is acknowledged, by the service's kernel at least.
  [[nodiscard]] bool has_arrived() const { return has_arrived_; }
  [[nodiscard]] std::size_t heard_bytes() const { return heard_bytes_; }

 private:
  void await_bytes();
  void on_readable();
  void flush();
  void hang_up();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  Conversation conversation_;
  Done done_;
  bool hung_up_ = false;
  bool has_arrived_ = false;
  bool resets_unfinished_ = false;
  std::size_t heard_bytes_ = 0;
};

}  // namespace oakprobe::agent
