#include "probe-agent/look/long_request.hpp"

#include "net/tcp_segments.hpp"
#include "probe-agent/dial/tcp_connect.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

LongRequest::LongRequest(
    boost::asio::io_context& io,
    const wire::Question& question,
    std::string dialled,
    std::uint16_t packet_bytes
)
    : question_(question), dialled_(std::move(dialled)), socket_(io) {
  result_.bytes = packet_bytes;
  result_.error = ETIMEDOUT;
}

void LongRequest::start(
    const tcp::endpoint& to,
    const ProbeSource& source,
    const net::NetworkNamespace* there,
    std::function<void()> done
) {
  to_ = to;
  done_ = std::move(done);
  const bool ipv6 = to.address().is_v6();
  int error = open_source_socket(socket_, ipv6, source, there);
  if (error == 0) {
    net::limit_segments(socket_.native_handle(), ipv6, result_.bytes);
    if (const auto failure = start_connect(socket_, to)) error = failure->error;
  }
  if (error == 0) return await_connection();
  boost::asio::post(socket_.get_executor(), [error, self = shared_from_this()] {
    if (!self->over_) self->finish(error);
  });
}

void LongRequest::stop() {
  done_ = nullptr;
  if (talk_) talk_->stop();
  if (!over_) finish(result_.error);
}

void LongRequest::await_connection() {
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

void LongRequest::ask() {
  const bool ipv6 = to_.address().is_v6();
  if (const auto full = net::full_packet_bytes(socket_.native_handle(), ipv6))
    result_.bytes = static_cast<std::uint16_t>(std::min<std::uint32_t>(*full, result_.bytes));
  result_.error = 0;
  talk_ = std::make_shared<LiveTalk>(
      std::move(socket_),
      Conversation(question_, dialled_, to_.port(), "", wire::segment_fill_bytes(result_.bytes)),
      Clock::now() + question_limit,
      [weak = weak_from_this()](const Conversation& conversation) {
        const auto self = weak.lock();
        if (!self || self->over_) return;
        const wire::AnswerKind kind = conversation.answer().kind;
        self->result_.answered =
            kind != wire::AnswerKind::silent && kind != wire::AnswerKind::closed;
        self->finish(0);
      }
  );
  talk_->start();
}

void LongRequest::finish(int error) {
  result_.error = error;
  over_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (const auto done = std::exchange(done_, nullptr)) done();
}

}  // namespace oakprobe::agent
