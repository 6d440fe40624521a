#pragma once

#include "coordinator/serve/server_limits.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::serve {

// As it is sent; one for all listeners.
using EncodedEvent = std::shared_ptr<const std::string>;

// What one listener has still to be sent. The io's thread's.
class EventQueue {
 public:
  // `wake`: there is something new; it does no work itself.
  EventQueue(const ServerLimits& limits, std::function<void()> wake)
      : limits_(limits), wake_(std::move(wake)) {}

  void put(const EncodedEvent& event);
  [[nodiscard]] std::vector<EncodedEvent> take();
  // It took too little for too long: what it would be sent now has a gap.
  [[nodiscard]] bool is_lost() const { return lost_; }

 private:
  const ServerLimits& limits_;
  std::function<void()> wake_;
  std::vector<EncodedEvent> events_;
  std::size_t bytes_ = 0;
  bool lost_ = false;
};

// "event: NAME", "data: JSON" (whatever lines it has) and an empty line: the HTML standard's
// server-sent events.
[[nodiscard]] std::string encode_event(std::string_view event, std::string_view json);

// Who listens to events, and what they are told.
class EventHub {
 public:
  EventHub(boost::asio::io_context& io, const ServerLimits& limits) : io_(io), limits_(limits) {}

  // On any thread; waits for nobody. What nobody listens to costs nothing, and while the io's
  // thread does not keep up events are lost.
  void publish(std::string_view event, std::string_view json);

  // On any thread; false a moment after the first one came.
  [[nodiscard]] bool may_have_listeners() const { return any_; }

  // The rest on the io's thread. Null: too many listen. Whoever lets go of it listens no more.
  [[nodiscard]] std::shared_ptr<EventQueue> listen(std::function<void()> wake);
  [[nodiscard]] bool has_listeners();
  // That the stream is alive.
  void comment();

 private:
  void put(const EncodedEvent& event);

  boost::asio::io_context& io_;
  const ServerLimits& limits_;
  std::vector<std::weak_ptr<EventQueue>> listeners_;
  std::atomic<bool> any_ = false;
  std::atomic<std::size_t> under_way_ = 0;  // events that the io's thread has not seen
};

}  // namespace oakprobe::serve
