#include "coordinator/fleet/frame_writer.hpp"

#include "wire/frame.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace oakprobe::fleet {

namespace asio = net::asio;

FrameWriter::FrameWriter(net::ChildProcess::Pipe& pipe)
    : pipe_(pipe), changed_(pipe.get_executor(), net::TimePoint::max()) {}

bool FrameWriter::send(const wire::Message& message) {
  if (finished_) return true;  // nobody listens any more, which is told elsewhere
  const std::vector<std::byte> body = wire::encode_message(message);
  if (body.size() > wire::frame_body_bytes_max || unsent_bytes_ + body.size() > unsent_bytes_max)
    return false;
  std::vector<std::byte>& frame = unsent_.emplace_back();
  frame.reserve(wire::frame_header_bytes + body.size());
  wire::append_frame(frame, body);
  unsent_bytes_ += frame.size();
  changed_.cancel();
  return true;
}

void FrameWriter::finish() {
  finished_ = true;
  changed_.cancel();
}

void FrameWriter::abort() {
  finished_ = true;
  ErrorCode ignored;
  pipe_.close(ignored);
  changed_.cancel();
}

asio::awaitable<void> FrameWriter::run() {
  while (true) {
    while (unsent_.empty() && !finished_) co_await changed_.async_wait(net::as_result);
    if (unsent_.empty() || !pipe_.is_open()) break;
    const auto [error, bytes] =
        co_await asio::async_write(pipe_, asio::buffer(unsent_.front()), net::as_result);
    if (error) break;  // the reader of its output tells why
    unsent_bytes_ -= unsent_.front().size();
    unsent_.pop_front();
  }
  abort();
}

}  // namespace oakprobe::fleet
