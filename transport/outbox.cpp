#include "transport/outbox.hpp"

#include <boost/asio/buffer.hpp>

#include <cstring>
#include <utility>

namespace oakprobe::transport {

Piece line_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  Piece piece;
  piece.own.reserve(bytes.size() + 1);  // never moved: no copy is left behind
  piece.own.assign(bytes.begin(), bytes.end());
  piece.own.push_back(std::byte{'\n'});
  piece.wiped = true;
  return piece;
}

Outbox::Outbox(net::ChildProcess::Pipe& pipe)
    : pipe_(pipe), changed_(pipe.get_executor(), net::TimePoint::max()) {
  pipe.non_blocking(true);
}

void Outbox::write(Piece piece) {
  if (finished_) {  // nobody listens any more, which is told elsewhere
    if (piece.wiped) ::explicit_bzero(piece.own.data(), piece.own.size());
    return;
  }
  unwritten_bytes_ += piece.own.size();
  Waiting& last = unwritten_.emplace_back(std::move(piece), std::span<const std::byte>());
  last.rest = last.piece.owner ? last.piece.shared : std::span<const std::byte>(last.piece.own);
  if (!writing_ && unwritten_.size() == 1) write_at_once();
  if (!unwritten_.empty()) changed_.cancel();
}

void Outbox::write_at_once() {
  const std::span<const std::byte> rest = unwritten_.front().rest;
  ErrorCode error;
  const std::size_t bytes = pipe_.write_some(asio::buffer(rest.data(), rest.size()), error);
  if (!error) note_written(bytes);  // else run() waits for room, or meets the error again
}

void Outbox::note_written(std::size_t bytes) {
  Waiting& front = unwritten_.front();
  front.rest = front.rest.subspan(bytes);
  if (front.rest.empty()) drop_front();
}

void Outbox::drop_front() {
  Piece& front = unwritten_.front().piece;
  unwritten_bytes_ -= front.own.size();
  if (front.wiped) ::explicit_bzero(front.own.data(), front.own.size());
  unwritten_.pop_front();
}

void Outbox::finish() {
  finished_ = true;
  changed_.cancel();
}

void Outbox::abort() {
  finished_ = true;
  ErrorCode ignored;
  pipe_.close(ignored);
  changed_.cancel();
}

asio::awaitable<void> Outbox::run() {
  while (true) {
    while (unwritten_.empty() && !finished_) co_await changed_.async_wait(net::as_result);
    if (unwritten_.empty() || !pipe_.is_open()) break;
    const std::span<const std::byte> rest = unwritten_.front().rest;
    writing_ = true;
    const auto [error, bytes] =
        co_await pipe_.async_write_some(asio::buffer(rest.data(), rest.size()), net::as_result);
    writing_ = false;
    if (error) break;  // the reader of the other way tells why
    note_written(bytes);
  }
  while (!unwritten_.empty()) drop_front();
  abort();
}

}  // namespace oakprobe::transport
