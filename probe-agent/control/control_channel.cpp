#include "probe-agent/control/control_channel.hpp"

#include <boost/asio/write.hpp>

#include <span>

namespace oakprobe::agent {
namespace {

// Above this much unwritten output no further input is read.
constexpr std::size_t output_bytes_high = 1U << 20;

}  // namespace

ControlChannel::ControlChannel(boost::asio::io_context& io, int input, int output, Events events)
    : input_(io, input), output_(io, output), events_(std::move(events)) {}

void ControlChannel::start() {
  const auto line = std::as_bytes(std::span(wire::greeting));
  pending_.insert(pending_.end(), line.begin(), line.end());
  write();
  read();
}

void ControlChannel::send(const wire::Message& message) {
  wire::append_frame(pending_, wire::encode_message(message));
  write();
}

void ControlChannel::flush(std::function<void()> then) {
  flushed_ = std::move(then);
  write();
}

void ControlChannel::read() {
  if (reading_ || ended_ || pending_.size() + writing_.size() > output_bytes_high) return;
  reading_ = true;
  input_.async_read_some(
      boost::asio::buffer(buffer_),
      [this](const boost::system::error_code& failed, std::size_t size) {
        reading_ = false;
        if (failed == boost::asio::error::operation_aborted || ended_) return;
        if (failed) {
          const bool in_order = failed == boost::asio::error::eof && !decoder_.has_partial_frame();
          end(in_order ? "" : "the stream broke off in the middle of a frame");
          return;
        }
        decoder_.feed(std::span(buffer_).first(size));
        take_frames();
        read();
      }
  );
}

void ControlChannel::take_frames() {
  while (!ended_) {
    const auto frame = decoder_.next();
    if (!frame) return end(frame.error().message());
    if (!*frame) return;
    auto message = wire::decode_message(**frame);
    if (!message) return end(message.error().message());
    events_.message(*std::move(message));
  }
}

void ControlChannel::write() {
  if (!writing_.empty()) return;
  if (pending_.empty()) {
    if (flushed_) std::exchange(flushed_, nullptr)();
    return;
  }
  writing_.swap(pending_);
  boost::asio::async_write(
      output_,
      boost::asio::buffer(writing_),
      [this](const boost::system::error_code& failed, std::size_t) {
        writing_.clear();
        if (failed) {
          pending_.clear();
          if (flushed_) std::exchange(flushed_, nullptr)();
          return end("");  // nobody listens any more
        }
        write();
        read();
      }
  );
}

void ControlChannel::end(std::string why) {
  if (ended_) return;
  ended_ = true;
  events_.ended(std::move(why));
}

}  // namespace oakprobe::agent
