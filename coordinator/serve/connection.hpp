#pragma once

#include "base/ip_address.hpp"
#include "coordinator/serve/access.hpp"
#include "coordinator/serve/data_thread.hpp"
#include "coordinator/serve/event_hub.hpp"
#include "coordinator/serve/next_step.hpp"
#include "coordinator/serve/page.hpp"
#include "coordinator/serve/server_limits.hpp"
#include "net/deadline.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace oakprobe::serve {

namespace asio = boost::asio;
using asio::ip::tcp;

// What a connection serves with. All of it outlives the connections.
struct Services {
  const Access& access;
  const Page& page;
  DataThread& data;
  EventHub& events;
  const ServerLimits& limits;
};

// A client, from its first request to the end. On the io's thread; owned by its own task and by
// whoever watches over its times.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  enum class Stage : std::uint8_t {
    awaiting,   // a request's first byte
    reading,    // a request
    answering,  // also while the data is asked
    listening,  // to events
    leaving     // all was said; the client is to read it
  };

  Connection(tcp::socket socket, IpAddress peer, const Services& services);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Until the client or close() ends it.
  [[nodiscard]] static asio::awaitable<void> serve(std::shared_ptr<Connection> self);
  void close();

  [[nodiscard]] bool is_closed() const { return closed_; }
  [[nodiscard]] Stage stage() const { return stage_; }
  [[nodiscard]] net::TimePoint since() const { return since_; }  // it is in this stage
  // Until then something is to come of it.
  [[nodiscard]] net::TimePoint deadline() const { return deadline_; }
  [[nodiscard]] const IpAddress& peer() const { return peer_; }

 private:
  using Buffers = std::vector<asio::const_buffer>;

  [[nodiscard]] asio::awaitable<void> converse();
  // A request's header; false: the connection is over.
  [[nodiscard]] asio::awaitable<bool> await_bytes();
  // False: no further request follows.
  [[nodiscard]] asio::awaitable<bool> take_request();
  [[nodiscard]] asio::awaitable<bool> answer(const RequestHeader& request, bool keep_alive);
  [[nodiscard]] asio::awaitable<Reply> ask(Asked asked, Preferences wanted);
  [[nodiscard]] asio::awaitable<bool> send(
      const Reply& reply, const RequestHeader& request, bool keep_alive
  );
  [[nodiscard]] asio::awaitable<void> tell_events(unsigned version);
  // False: the client is gone, or was too slow.
  [[nodiscard]] asio::awaitable<bool> write(Buffers buffers);
  [[nodiscard]] asio::awaitable<void> leave();
  void close_when_anything_comes();

  void enter(Stage stage, std::chrono::milliseconds time);
  void allow(std::chrono::milliseconds time);

  tcp::socket socket_;
  IpAddress peer_;
  Services services_;
  boost::beast::flat_buffer received_;
  asio::steady_timer wake_;  // an answer, or an event, is there
  std::array<char, 1024> unread_{};
  Stage stage_ = Stage::awaiting;
  net::TimePoint since_;
  net::TimePoint deadline_;
  bool closed_ = false;
};

}  // namespace oakprobe::serve
