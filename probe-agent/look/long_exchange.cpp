#include "probe-agent/look/long_exchange.hpp"

#include "net/tcp_segments.hpp"
#include "probe-agent/exchange/tcp_connect.hpp"
#include "probe-agent/look/ladder_step.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

namespace {

bool has_ended(const Conversation& conversation) {
  const evidence::AnswerKind kind = conversation.answer().kind;
  const bool heard = kind != evidence::AnswerKind::silent && kind != evidence::AnswerKind::closed;
  return heard && conversation.is_over();
}

}  // namespace

LongExchange::LongExchange(
    boost::asio::io_context& io,
    evidence::Question question,
    std::string dialled,
    LongPart part,
    std::uint16_t packet_bytes
)
    : question_(std::move(question)), dialled_(std::move(dialled)), socket_(io) {
  if (part == LongPart::answer) question_.path = question_.long_path;
  result_.asked_long = part == LongPart::answer;
  result_.bytes = packet_bytes;
  result_.error = ETIMEDOUT;
}

void LongExchange::start(
    const tcp::endpoint& to,
    const ProbeSource& source,
    const net::NetworkNamespace* there,
    std::function<void()> done
) {
  to_ = to;
  done_ = std::move(done);
  started_at_ = Clock::now();
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

void LongExchange::stop() {
  done_ = nullptr;
  if (talk_) talk_->stop();
  if (!over_) finish(result_.error);
}

void LongExchange::await_connection() {
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

void LongExchange::ask() {
  const TimePoint now = Clock::now();
  const bool ipv6 = to_.address().is_v6();
  if (const auto full = net::full_packet_bytes(socket_.native_handle(), ipv6))
    result_.bytes = static_cast<std::uint16_t>(std::min<std::uint32_t>(*full, result_.bytes));
  result_.error = 0;
  const std::size_t fill = result_.asked_long ? 0 : evidence::segment_fill_bytes(result_.bytes);
  talk_ = std::make_shared<LiveTalk>(
      std::move(socket_),
      Conversation(question_, dialled_, to_.port(), "", fill),
      now + answer_limit(now - started_at_, question_limit),
      [weak = weak_from_this()](const Conversation& conversation) {
        const auto self = weak.lock();
        if (!self || self->over_) return;
        self->take_result(conversation);
      }
  );
  const bool may_be_stuck = result_.bytes > smallest_packet(ipv6);
  if (result_.asked_long && may_be_stuck) talk_->reset_if_unfinished();
  talk_->start();
}

// A short answer that came to its end passed in no full segment: it tells nothing.
void LongExchange::take_result(const Conversation& conversation) {
  if (!result_.asked_long) {
    result_.answered = talk_->has_arrived();
    return finish(0);
  }
  result_.answered = talk_->heard_bytes() >= evidence::segment_fill_bytes_min;
  finish(!result_.answered && has_ended(conversation) ? ENODATA : 0);
}

void LongExchange::finish(int error) {
  result_.error = error;
  over_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (const auto done = std::exchange(done_, nullptr)) done();
}

}  // namespace oakprobe::agent
