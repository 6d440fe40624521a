#pragma once

#include "probe-agent/agent.hpp"
#include "wire/frame.hpp"
#include "wire/messages.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <optional>
#include <span>
#include <string>
#include <unistd.h>
#include <vector>

#include <sys/socket.h>

namespace oakprobe::testing_support {

// An agent in this process, and the test in the coordinator's place at the other end of its stream.
// Everything runs in the test's own thread, while receive() waits.
class ScriptedCoordinator {
 public:
  explicit ScriptedCoordinator(boost::asio::io_context& io, agent::AgentOptions options = {})
      : io_(io) {
    std::signal(
        SIGPIPE, SIG_IGN
    );  // as the agent's main does: a peer that hung up is an error code
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), 0);
    peer_ = ends[0];
    const int room = 1 << 20;  // for what a test sends at once
    EXPECT_EQ(::setsockopt(peer_, SOL_SOCKET, SO_SNDBUF, &room, sizeof room), 0);
    options.input = ends[1];
    options.output = ::dup(ends[1]);
    agent_.emplace(io_, std::move(options), [this](int exit_code, const std::string& why) {
      exit_code_ = exit_code;
      why_ = why;
    });
    agent_->start();
  }

  ~ScriptedCoordinator() {
    if (peer_ >= 0) ::close(peer_);
  }

  void send(const wire::Message& message) {
    std::vector<std::byte> bytes;
    wire::append_frame(bytes, wire::encode_message(message));
    send_raw(bytes);
  }

  void send_raw(std::span<const std::byte> bytes) {
    EXPECT_EQ(::write(peer_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }

  void hang_up() {
    ::close(peer_);
    peer_ = -1;
  }

  // Runs both ends until the next message of this kind has come; others are passed over.
  template <class T>
  T receive() {
    for (;;) {
      while (auto frame = next_frame()) {
        auto message = wire::decode_message(*frame);
        EXPECT_TRUE(message.has_value()) << message.error().message();
        if (!message) throw std::runtime_error("malformed message");
        if (auto* wanted = std::get_if<T>(&*message)) return std::move(*wanted);
        const auto* failed = std::get_if<wire::Failed>(&*message);
        if (failed != nullptr) throw std::runtime_error("agent failed: " + failed->message);
      }
      pump();
    }
  }

  template <class Answer>
  Answer ask(const wire::Message& question) {
    send(question);
    return receive<Answer>();
  }
  wire::Armed arm(const wire::Hello& hello, const wire::Arm& order) {
    ask<wire::Welcome>(hello);
    return ask<wire::Armed>(order);
  }
  // Of which there is one part.
  evidence::NodeEvidence evidence() { return ask<wire::Evidence>(wire::EvidenceRequest()).part; }
  void disarm() { ask<wire::Disarmed>(wire::Disarm()); }

  // Runs until the agent has ended.
  void wait_for_end() {
    while (!exit_code_) io_.run_one();
  }

  [[nodiscard]] std::optional<int> exit_code() const { return exit_code_; }
  [[nodiscard]] const std::string& why() const { return why_; }
  [[nodiscard]] agent::Agent& agent() { return *agent_; }

 private:
  std::optional<std::span<const std::byte>> next_frame() {
    if (!greeting_.found()) return std::nullopt;
    auto frame = decoder_.next();
    EXPECT_TRUE(frame.has_value());
    return frame ? *frame : std::nullopt;
  }

  // Lets the agent do one thing, and takes what it wrote.
  void pump() {
    if (exit_code_) throw std::runtime_error("the agent ended: " + why_);
    io_.run_one();
    std::array<std::byte, 65'536> buffer;
    const ssize_t size = ::read(peer_, buffer.data(), buffer.size());
    if (size <= 0) return;
    std::span<const std::byte> bytes = std::span(buffer).first(static_cast<std::size_t>(size));
    if (!greeting_.found()) {
      const auto taken = greeting_.feed(bytes);
      ASSERT_TRUE(taken.has_value());
      bytes = bytes.subspan(*taken);
      decoder_.set_body_bytes_max(wire::frame_body_bytes_max);
    }
    decoder_.feed(bytes);
  }

  boost::asio::io_context& io_;
  int peer_ = -1;
  std::optional<agent::Agent> agent_;
  wire::GreetingScanner greeting_;
  wire::FrameDecoder decoder_;
  std::optional<int> exit_code_;
  std::string why_;
};

}  // namespace oakprobe::testing_support
