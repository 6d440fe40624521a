#pragma once

#include "net/unique_fd.hpp"
#include "wire/frame.hpp"
#include "wire/messages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <sys/wait.h>

namespace oakprobe::testing_support {

struct Pipe {
  Pipe() {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    out.reset(ends[0]);
    in.reset(ends[1]);
  }
  net::UniqueFd out;
  net::UniqueFd in;
};

// The program itself, in a process of its own, with the test in the coordinator's place.
class ChildAgent {
 public:
  // before: called in the new process, before the program.
  explicit ChildAgent(const std::function<void()>& before = [] {}) {
    pid_ = ::fork();
    if (pid_ == 0) {
      before();
      run_program();
    }
    input_.out.reset();
    output_.in.reset();
    errors_.in.reset();
  }
  ChildAgent(const ChildAgent&) = delete;
  ChildAgent& operator=(const ChildAgent&) = delete;
  ~ChildAgent() {
    input_.in.reset();  // an agent ends with its input
    if (pid_ > 0) (void)exit_code();
  }

  // Waits for its end. -1: by a signal.
  int exit_code() {
    int status = 0;
    EXPECT_EQ(::waitpid(std::exchange(pid_, -1), &status, 0) > 0, true);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  void send(const wire::Message& message) {
    std::vector<std::byte> bytes;
    wire::append_frame(bytes, wire::encode_message(message));
    EXPECT_EQ(::write(input_.in.get(), bytes.data(), bytes.size()), std::ssize(bytes));
  }

  template <class T>
  T receive() {
    for (;;) {
      while (const auto frame = next_frame()) {
        auto message = wire::decode_message(*frame);
        if (auto* wanted = std::get_if<T>(&message.value())) return std::move(*wanted);
      }
      if (!read_more()) throw std::runtime_error("the agent ended: " + last_words());
    }
  }

  template <class Answer>
  Answer ask(const wire::Message& question) {
    send(question);
    return receive<Answer>();
  }

  // Returns when it has greeted: it is past its start.
  void wait_for_greeting() {
    while (!greeting_.found())
      if (!read_more()) throw std::runtime_error("the agent did not start: " + last_words());
  }

  wire::Armed arm(const wire::Arm& order) {
    ask<wire::Welcome>(wire::Hello());
    return ask<wire::Armed>(order);
  }

  // Until nobody has its output any more.
  void wait_for_end() {
    while (read_more()) {
    }
  }

  std::string last_words() {
    std::string text(4'096, '\0');
    const ssize_t size = ::read(errors_.out.get(), text.data(), text.size());
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    return text;
  }

  [[nodiscard]] std::filesystem::path proc() const { return "/proc/" + std::to_string(pid_); }
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  [[noreturn]] void run_program() {
    ::dup2(input_.out.get(), STDIN_FILENO);
    ::dup2(output_.in.get(), STDOUT_FILENO);
    ::dup2(errors_.in.get(), STDERR_FILENO);
    ::execl(OAKPROBE_AGENT, "oakprobe-agent", "--stdio", nullptr);
    ::_exit(127);
  }

  std::optional<std::span<const std::byte>> next_frame() {
    if (!greeting_.found()) return std::nullopt;
    return decoder_.next().value();
  }

  bool read_more() {
    std::array<std::byte, 4'096> buffer;
    const ssize_t size = ::read(output_.out.get(), buffer.data(), buffer.size());
    if (size <= 0) return false;
    std::span<const std::byte> bytes = std::span(buffer).first(static_cast<std::size_t>(size));
    if (!greeting_.found()) bytes = bytes.subspan(greeting_.feed(bytes).value());
    decoder_.feed(bytes);
    return true;
  }

  pid_t pid_ = -1;
  Pipe input_;
  Pipe output_;
  Pipe errors_;
  wire::GreetingScanner greeting_;
  wire::FrameDecoder decoder_;
};

}  // namespace oakprobe::testing_support
