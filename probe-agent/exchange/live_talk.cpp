#include "probe-agent/exchange/live_talk.hpp"

#include "net/socket_options.hpp"
#include "net/tcp_segments.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

namespace {

// Of one reading; a service that sends without end is cut off by the deadline.
constexpr std::size_t read_bytes = 16'384;
constexpr int round_trips_max = 3;  // with TLS, the hellos, the session, and what is asked in it

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

}  // namespace

Clock::duration answer_limit(Clock::duration handshake, Clock::duration limit) {
  return std::min<Clock::duration>(limit + round_trips_max * handshake, slow_question_limit);
}

LiveTalk::LiveTalk(tcp::socket socket, Conversation conversation, TimePoint deadline, Done done)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      conversation_(std::move(conversation)),
      done_(std::move(done)) {
  timer_.expires_at(deadline);
}

void LiveTalk::start() {
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    if (const auto alive = weak.lock(); alive && !cancelled) alive->finish();
  });
  flush();
  await_bytes();
}

void LiveTalk::stop() {
  done_ = nullptr;
  finish();
}

void LiveTalk::await_bytes() {
  socket_.async_wait(
      tcp::socket::wait_read,
      [weak = weak_from_this()](const boost::system::error_code& cancelled) {
        if (const auto alive = weak.lock(); alive && !cancelled) alive->on_readable();
      }
  );
}

void LiveTalk::on_readable() {
  std::array<char, read_bytes> buffer;
  const ssize_t size = ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size < 0 && would_block(errno)) return await_bytes();
  if (size <= 0) {
    if (!conversation_.is_over()) conversation_.on_end();
    return finish();
  }
  heard_bytes_ += static_cast<std::size_t>(size);
  conversation_.on_bytes({buffer.data(), static_cast<std::size_t>(size)});
  flush();
  if (conversation_.is_over()) hang_up();
  await_bytes();  // for the service's own end: closing before it would be a reset
}

void LiveTalk::flush() {
  const std::string bytes = conversation_.take_output();
  if (bytes.empty()) return;
  // A few thousand bytes at the most: the send buffer of a fresh connection takes them whole. A
  // failure shows again when reading.
  (void)::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void LiveTalk::hang_up() {
  if (std::exchange(hung_up_, true)) return;
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void LiveTalk::finish() {
  timer_.cancel();
  if (!socket_.is_open()) return;
  boost::system::error_code ignored;
  has_arrived_ = hung_up_ || net::unacknowledged_bytes(socket_.native_handle()) == 0;
  // A service that waits for bytes which never arrive would wait for an end behind them, too.
  if (!has_arrived_ || (resets_unfinished_ && !conversation_.is_over()))
    net::reset_on_close(socket_.native_handle());
  socket_.close(ignored);
  if (const auto done = std::exchange(done_, nullptr)) done(conversation_);
}

}  // namespace oakprobe::agent
