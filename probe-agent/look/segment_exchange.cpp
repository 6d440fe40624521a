#include "probe-agent/look/segment_exchange.hpp"

#include "net/socket_options.hpp"
#include "net/tcp_segments.hpp"
#include "probe-agent/exchange/segment_fill.hpp"
#include "probe-agent/exchange/tcp_connect.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

namespace oakprobe::agent {

namespace asio = boost::asio;
using asio::ip::tcp;

SegmentExchange::SegmentExchange(
    asio::io_context& io,
    const wire::DatagramCodec& codec,
    const wire::Datagram& probe,
    std::uint16_t packet_bytes
)
    : codec_(codec), probe_(probe), socket_(io) {
  result_.bytes = packet_bytes;
  result_.error = ETIMEDOUT;
}

void SegmentExchange::start(
    const tcp::endpoint& to,
    const ProbeSource& source,
    const net::NetworkNamespace* there,
    std::function<void()> changed
) {
  changed_ = std::move(changed);
  ipv6_ = to.address().is_v6();
  int error = open_source_socket(socket_, ipv6_, source, there);
  if (error == 0) {
    net::limit_segments(socket_.native_handle(), ipv6_, result_.bytes);
    if (const auto failure = start_connect(socket_, to)) error = failure->error;
  }
  if (error == 0) return await_connection();
  asio::post(socket_.get_executor(), [error, self = shared_from_this()] {
    if (!self->over_) self->finish(error);
  });
}

void SegmentExchange::stop() {
  changed_ = nullptr;
  if (!over_) finish(result_.error);
}

void SegmentExchange::await_connection() {
  socket_.async_wait(
      tcp::socket::wait_write,
      [weak = weak_from_this()](const boost::system::error_code& cancelled) {
        const auto self = weak.lock();
        if (cancelled || !self || self->over_) return;
        const int error = connect_error(self->socket_);
        error == 0 ? self->ask() : self->finish(error);
      }
  );
}

void SegmentExchange::ask() {
  std::array<std::byte, wire::datagram_bytes_min> bytes;
  codec_.encode(probe_, bytes);
  // The send buffer of a fresh connection takes 64 bytes whole.
  const ssize_t size =
      ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (size != static_cast<ssize_t>(bytes.size())) return finish(size < 0 ? errno : EMSGSIZE);
  await_bytes();
}

void SegmentExchange::await_bytes() {
  socket_.async_wait(
      tcp::socket::wait_read,
      [weak = weak_from_this()](const boost::system::error_code& cancelled) {
        const auto self = weak.lock();
        if (!cancelled && self && !self->over_) self->on_readable();
      }
  );
}

void SegmentExchange::on_readable() {
  std::array<std::byte, 4'096> buffer;
  while (!over_) {
    const ssize_t size =
        ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return await_bytes();
    if (size < 0) return finish(result_.error == 0 ? 0 : errno);
    if (size == 0) {
      passed_ = result_.answered;
      return finish(result_.error == 0 ? 0 : ECONNRESET);
    }
    hear(std::span(buffer).first(static_cast<std::size_t>(size)));
  }
}

void SegmentExchange::hear(std::span<const std::byte> bytes) {
  const std::size_t missing = echo_.size() - echo_bytes_;
  const auto of_echo = bytes.first(std::min(missing, bytes.size()));
  std::ranges::copy(of_echo, echo_.begin() + static_cast<std::ptrdiff_t>(echo_bytes_));
  echo_bytes_ += of_echo.size();
  if (echo_bytes_ < echo_.size()) return;
  if (missing > 0) {
    const auto echo = codec_.decode(echo_);
    wire::Datagram wanted = probe_;
    wanted.kind = wire::DatagramKind::echo;
    if (echo != wanted) return finish(EPROTO);
    result_.error = 0;
    fill();
  }
  // The first segment that follows is a full one: what is behind it waits for it.
  if (bytes.size() > of_echo.size()) result_.answered = true;
  filled_bytes_ += bytes.size() - of_echo.size();
  if (filled_bytes_ > evidence::segment_fill_bytes(evidence::packet_bytes_max)) finish(EPROTO);
}

void SegmentExchange::fill() {
  const auto full = net::full_packet_bytes(socket_.native_handle(), ipv6_);
  if (full)
    result_.bytes = static_cast<std::uint16_t>(std::min<std::uint32_t>(*full, result_.bytes));
  asio::async_write(
      socket_,
      segment_fill(result_.bytes),
      [self = shared_from_this()](const boost::system::error_code& failed, std::size_t) {
        if (failed || self->over_) return;
        boost::system::error_code ignored;
        self->socket_.shutdown(tcp::socket::shutdown_send, ignored);
      }
  );
}

void SegmentExchange::finish(int error) {
  result_.error = error;
  over_ = true;
  if (socket_.is_open()) net::reset_on_close(socket_.native_handle());
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (const auto changed = std::exchange(changed_, nullptr)) changed();
}

}  // namespace oakprobe::agent
