#pragma once

#include "net/lifetime.hpp"
#include "wire/session/agent_session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstddef>
#include <functional>

namespace oakprobe::agent {

// The descriptors and the clock of an agent's session.
class ControlChannel {
 public:
  struct Events {
    std::function<void(wire::Message&)> message;
    // The session is over: what it held is to be freed, before its last words are written.
    std::function<void()> over;
    // They are written, or can't be.
    std::function<void(const wire::AgentSession::End&)> ended;
  };

  // Takes over the descriptors. Throws boost::system::system_error for one that can't be waited
  // for (a regular file).
  ControlChannel(
      boost::asio::io_context& io,
      int input,
      int output,
      const wire::AgentLimits& limits,
      Events events
  );

  // Writes the greeting and begins to read. The time of hello runs from here.
  void start();

  void send(const wire::Message& message);
  void fail(const std::string& why);
  void fail_at(const wire::Message& unexpected);
  void stop(wire::AgentSession::End end);

 private:
  void go_on();
  void read();
  void write();
  void keep_time();
  void finish();
  void tell_end();

  boost::asio::posix::stream_descriptor input_;
  boost::asio::posix::stream_descriptor output_;
  boost::asio::steady_timer timer_;
  Events events_;
  wire::AgentSession session_;
  std::array<std::byte, 65'536> buffer_{};
  bool reading_ = false;
  bool writing_ = false;
  bool over_ = false;
  net::Lifetime lifetime_;
};

}  // namespace oakprobe::agent
