#include "probe-agent/control/control_channel.hpp"

#include <span>

namespace oakprobe::agent {
namespace {

// Above this much unwritten output no further message is taken.
constexpr std::size_t output_bytes_high = 1U << 20;

// A pipe holds as much: who takes less in the time of a lease does not read.
constexpr std::size_t progress_bytes = 64U * 1024;

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
  if (reading_ || ended_ || is_clogged()) return;
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
  while (!ended_ && !is_clogged()) {
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
  written_ = 0;
  write_piece();
}

void ControlChannel::write_piece() {
  output_.async_write_some(
      boost::asio::buffer(writing_) + written_,
      [this](const boost::system::error_code& failed, std::size_t bytes) {
        if (failed) {
          writing_.clear();
          pending_.clear();
          if (flushed_) std::exchange(flushed_, nullptr)();
          return end("");  // nobody listens any more
        }
        count_written(bytes);
        if (written_ < writing_.size()) return write_piece();
        writing_.clear();
        written_ = 0;
        write();
        take_frames();
        read();
      }
  );
}

void ControlChannel::count_written(std::size_t bytes) {
  unreported_ = is_clogged() ? unreported_ + bytes : 0;
  written_ += bytes;
  if (unreported_ < progress_bytes) return;
  unreported_ = 0;
  if (!ended_) events_.progress();
}

bool ControlChannel::is_clogged() const {
  return pending_.size() + writing_.size() - written_ > output_bytes_high;
}

void ControlChannel::end(std::string why) {
  if (ended_) return;
  ended_ = true;
  events_.ended(std::move(why));
}

}  // namespace oakprobe::agent
