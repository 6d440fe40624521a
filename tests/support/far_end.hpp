#pragma once

#include "transport/transport.hpp"
#include "wire/frame.hpp"
#include "wire/messages.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::testing_support {

namespace asio = net::asio;

// The other side of a transport without a process: a test says what comes from there, and sees what
// arrives. Without a hook it does nothing by itself.
class FarEnd {
 public:
  explicit FarEnd(const asio::any_io_executor& executor)
      : readable_(executor, net::TimePoint::max()), exit_(executor) {
    decoder_.set_body_bytes_max(wire::frame_body_bytes_max);
  }

  void say(std::string_view text) { say(std::as_bytes(std::span(text))); }
  void say(std::span<const std::byte> bytes) {
    to_read_.insert(to_read_.end(), bytes.begin(), bytes.end());
    readable_.cancel();
  }
  void say(const wire::Message& message) {
    std::vector<std::byte> frame;
    wire::append_frame(frame, wire::encode_message(message));
    say(frame);
  }
  void say_to_people(std::string_view words) {
    if (words_hook_) words_hook_(words);
  }
  // Its stream is over behind what it said.
  void close(net::ExitStatus status) {
    closed_ = true;
    exit_status_ = status;
    readable_.cancel();
    exit_.cancel();
  }

  std::size_t read_max = SIZE_MAX;  // at a time
  bool reads = true;                // what is written to it
  std::size_t unread_bytes = 0;
  std::function<void(const wire::Message&)> on_message;
  std::function<void(const std::string&)> on_text;  // instead: what is written is no frames
  std::vector<std::string> messages;                // the types of those that came
  bool ended = false;                               // it was told to
  bool buried = false;

 private:
  friend class FakeTransport;

  void take(std::span<const std::byte> bytes) {
    if (on_text) return on_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    decoder_.feed(bytes);
    while (true) {
      const auto body = decoder_.next();
      if (!body.value()) return;
      const auto message = wire::decode_message(**body);
      messages.emplace_back(wire::type_name(message.value()));
      if (on_message) on_message(*message);
    }
  }

  asio::steady_timer readable_;
  asio::steady_timer exit_;
  std::vector<std::byte> to_read_;
  bool closed_ = false;
  std::optional<net::ExitStatus> exit_status_;
  std::function<void(std::string_view)> words_hook_;
  wire::FrameDecoder decoder_;
};

// Answers as an agent that has nothing to tell.
inline void answer_as_agent(FarEnd& end, const wire::Message& message) {
  if (std::holds_alternative<wire::Hello>(message)) end.say(wire::Welcome());
  if (std::holds_alternative<wire::FactsRequest>(message)) end.say(evidence::Facts());
  if (std::holds_alternative<wire::Disarm>(message)) end.say(wire::Disarmed());
  if (std::holds_alternative<wire::Bye>(message)) end.close({});
}

class FakeTransport : public transport::Transport {
 public:
  FakeTransport(asio::any_io_executor executor, std::shared_ptr<FarEnd> end)
      : executor_(std::move(executor)), end_(std::move(end)) {}
  ~FakeTransport() override { end_->words_hook_ = nullptr; }

  asio::any_io_executor executor() override { return executor_; }
  asio::awaitable<void> readable() override {
    while (end_->to_read_.empty() && !end_->closed_ && !end_->ended)
      co_await end_->readable_.async_wait(net::as_result);
  }
  std::optional<std::size_t> read(std::span<std::byte> buffer) override {
    std::vector<std::byte>& bytes = end_->to_read_;
    if (bytes.empty() && end_->closed_) return std::nullopt;
    const auto size = std::min({buffer.size(), bytes.size(), end_->read_max});
    const auto middle = bytes.begin() + static_cast<std::ptrdiff_t>(size);
    std::copy(bytes.begin(), middle, buffer.begin());
    bytes.erase(bytes.begin(), middle);
    return size;
  }
  void write(transport::Piece piece) override {
    const auto bytes = piece.owner ? piece.shared : std::span<const std::byte>(piece.own);
    if (end_->reads)
      end_->take(bytes);
    else
      end_->unread_bytes += bytes.size();
  }
  bool all_written() const override { return end_->unread_bytes == 0; }
  std::size_t unwritten_bytes() const override { return end_->unread_bytes; }
  void finish() override {}
  void on_words(std::function<void(std::string_view)> hook) override {
    end_->words_hook_ = std::move(hook);
  }
  asio::awaitable<void> words_end(net::TimePoint) override { co_return; }
  asio::awaitable<std::optional<net::ExitStatus>> wait_exit(net::TimePoint deadline) override {
    end_->exit_.expires_at(deadline);
    if (!end_->exit_status_) co_await end_->exit_.async_wait(net::as_result);
    co_return end_->exit_status_;
  }
  void end() override {
    end_->ended = true;
    end_->readable_.cancel();
  }
  asio::awaitable<void> bury(std::chrono::milliseconds) override {
    end_->buried = true;
    co_return;
  }

 private:
  asio::any_io_executor executor_;
  std::shared_ptr<FarEnd> end_;
};

}  // namespace oakprobe::testing_support
