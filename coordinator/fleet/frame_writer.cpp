#include "coordinator/fleet/frame_writer.hpp"

#include "wire/frame.hpp"

#include <boost/asio/buffer.hpp>

#include <cstring>

namespace oakprobe::fleet {

namespace asio = net::asio;

FrameWriter::FrameWriter(net::ChildProcess::Pipe& pipe)
    : pipe_(pipe), changed_(pipe.get_executor(), net::TimePoint::max()) {
  pipe.non_blocking(true);
}

bool FrameWriter::send(const wire::Message& message) {
  if (finished_) return true;  // nobody listens any more, which is told elsewhere
  const std::vector<std::byte> body = wire::encode_message(message);
  if (body.size() > wire::frame_body_bytes_max || unsent_bytes_ + body.size() > unsent_bytes_max)
    return false;
  Piece frame;
  frame.own.reserve(wire::frame_header_bytes + body.size());
  wire::append_frame(frame.own, body);
  unsent_bytes_ += frame.own.size();
  frame.unwritten = frame.own;
  add(std::move(frame));
  return true;
}

void FrameWriter::send_line(std::string_view text) {
  if (finished_) return;
  const auto bytes = std::as_bytes(std::span(text));
  Piece piece;
  piece.own.reserve(bytes.size() + 1);  // never moved: no copy is left behind
  piece.own.assign(bytes.begin(), bytes.end());
  piece.own.push_back(std::byte{'\n'});
  piece.unwritten = piece.own;
  piece.wiped = true;
  unsent_bytes_ += piece.own.size();
  add(std::move(piece));
}

void FrameWriter::send_shared(std::shared_ptr<const void> owner, std::span<const std::byte> bytes) {
  Piece piece;
  piece.owner = std::move(owner);
  piece.unwritten = bytes;
  add(std::move(piece));
}

void FrameWriter::add(Piece piece) {
  if (finished_) return;
  unsent_.push_back(std::move(piece));
  if (!writing_ && unsent_.size() == 1) write_at_once();
  if (!unsent_.empty()) changed_.cancel();
}

void FrameWriter::write_at_once() {
  const Piece& front = unsent_.front();
  ErrorCode error;
  const std::size_t bytes =
      pipe_.write_some(asio::buffer(front.unwritten.data(), front.unwritten.size()), error);
  if (!error) note_written(bytes);  // else run() waits for room, or meets the error again
}

void FrameWriter::note_written(std::size_t bytes) {
  Piece& front = unsent_.front();
  front.unwritten = front.unwritten.subspan(bytes);
  if (front.unwritten.empty()) drop_front();
}

void FrameWriter::drop_front() {
  Piece& front = unsent_.front();
  unsent_bytes_ -= front.own.size();
  if (front.wiped) ::explicit_bzero(front.own.data(), front.own.size());
  unsent_.pop_front();
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
    const Piece& front = unsent_.front();
    writing_ = true;
    const auto [error, bytes] = co_await pipe_.async_write_some(
        asio::buffer(front.unwritten.data(), front.unwritten.size()), net::as_result
    );
    writing_ = false;
    if (error) break;  // the reader of its output tells why
    note_written(bytes);
  }
  while (!unsent_.empty()) drop_front();
  abort();
}

}  // namespace oakprobe::fleet
