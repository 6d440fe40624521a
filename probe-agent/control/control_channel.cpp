#include "probe-agent/control/control_channel.hpp"

#include "probe-agent/clock.hpp"

#include <span>
#include <utility>

namespace oakprobe::agent {
namespace {

// Last words are worth a moment, but not a wait for a coordinator that does not read.
constexpr std::chrono::milliseconds last_words_limit{500};

wire::Time session_now() { return Clock::now().time_since_epoch(); }

}  // namespace

ControlChannel::ControlChannel(
    boost::asio::io_context& io,
    int input,
    int output,
    const wire::AgentLimits& limits,
    Events events
)
    : input_(io, input),
      output_(io, output),
      timer_(io),
      events_(std::move(events)),
      session_(limits, session_now()) {}

void ControlChannel::start() { go_on(); }

void ControlChannel::send(const wire::Message& message) {
  session_.send(message);
  write();
}

void ControlChannel::fail(const std::string& why) {
  session_.fail(why);
  go_on();
}

void ControlChannel::fail_at(const wire::Message& unexpected) {
  session_.fail_at(unexpected);
  go_on();
}

void ControlChannel::stop(wire::AgentSession::End end) {
  session_.stop(std::move(end));
  go_on();
}

void ControlChannel::go_on() {
  while (auto message = session_.next(session_now())) events_.message(*message);
  if (session_.ended()) return finish();
  write();
  read();
  keep_time();
}

void ControlChannel::read() {
  if (reading_ || !session_.wants_input()) return;
  reading_ = true;
  input_.async_read_some(
      boost::asio::buffer(buffer_),
      [this, watch = lifetime_.watch()](const boost::system::error_code& failed, std::size_t size) {
        if (failed == boost::asio::error::operation_aborted || watch.expired()) return;
        reading_ = false;
        if (failed)
          session_.end_of_input(failed != boost::asio::error::eof);
        else
          session_.receive(std::span(buffer_).first(size));
        go_on();
      }
  );
}

void ControlChannel::write() {
  if (writing_) return;
  const std::span<const std::byte> bytes = session_.output();
  if (bytes.empty()) return;
  writing_ = true;
  output_.async_write_some(
      boost::asio::buffer(bytes.data(), bytes.size()),
      [this, watch = lifetime_.watch()](const boost::system::error_code& failed, std::size_t size) {
        if (failed == boost::asio::error::operation_aborted || watch.expired()) return;
        writing_ = false;
        if (failed) {
          session_.nobody_reads();
        } else {
          session_.written(size, session_now());
        }
        go_on();
      }
  );
}

void ControlChannel::keep_time() {
  timer_.expires_at(TimePoint(session_.deadline()));
  timer_.async_wait(lifetime_.when_over([this] {
    session_.wake(session_now());
    go_on();
  }));
}

void ControlChannel::finish() {
  if (!std::exchange(over_, true)) {
    events_.over();
    timer_.expires_after(last_words_limit);
    timer_.async_wait(lifetime_.when_over([this] { tell_end(); }));
  }
  write();
  if (!writing_) tell_end();
}

void ControlChannel::tell_end() {
  timer_.cancel();
  if (const auto ended = std::exchange(events_.ended, nullptr)) ended(*session_.ended());
}

}  // namespace oakprobe::agent
