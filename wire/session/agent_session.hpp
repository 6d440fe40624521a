#pragma once

#include "wire/flood_guard.hpp"
#include "wire/frame.hpp"
#include "wire/messages.hpp"
#include "wire/session/patience.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::wire {

// Whole messages count: bytes that trickle in make none, and renew nothing.
struct AgentLimits {
  Duration hello{8'000};   // from the greeting to the end of the coordinator's hello
  Duration lease{15'000};  // without a message the agent frees its ports and ends
  Duration keepalive{5'000};
};

// Above this much unwritten output no further message is taken.
inline constexpr std::size_t output_bytes_high = 1U << 20;

// A pipe holds as much: who takes less in the time of a lease does not read.
inline constexpr std::size_t progress_bytes = 64U * 1024;

// An agent's end of a session with its coordinator, from the greeting to the end
// (docs/wire-protocol.md): bytes and time in; messages, bytes and a deadline out. While the
// coordinator does not take what was written, no further message is handed on: what waits to be
// written is one answer and a little at most.
class AgentSession {
 public:
  struct End {
    bool in_order = true;
    std::string why;  // empty: nothing went wrong
  };

  // The greeting is the first of the output.
  AgentSession(const AgentLimits& limits, Time now);

  void receive(std::span<const std::byte> bytes) { decoder_.feed(bytes); }
  void end_of_input(bool broken);  // broken: it did not end, but failed

  // False while nothing more is to be read.
  [[nodiscard]] bool wants_input() const { return !end_ && !is_clogged(); }

  // The next message that the agent has to answer: hello, of this version and once, is the first;
  // keepalives and goodbye are none. nullopt: there is none now. After the answer to hello
  // (a welcome) comes whatever the coordinator sends.
  [[nodiscard]] std::optional<Message> next(Time now);

  void send(const Message& message);

  // Ends it, and tells the coordinator why.
  void fail(const std::string& why);
  // That a message came at the wrong time.
  void fail_at(const Message& unexpected);
  // Ends it without a word.
  void stop(End end);

  // To be called at the deadline.
  void wake(Time now);
  [[nodiscard]] Time deadline() const;

  // What is to be written, valid until written() says how much of it was.
  [[nodiscard]] std::span<const std::byte> output();
  void written(std::size_t bytes, Time now);
  void nobody_reads();  // nothing more can be written

  [[nodiscard]] const std::optional<End>& ended() const { return end_; }

 private:
  [[nodiscard]] bool is_clogged() const;
  [[nodiscard]] bool accept_hello(const Hello& hello, Time now);
  void renew_lease(Duration limit, Time now);
  void fail_stream(const std::string& why);

  const AgentLimits limits_;
  FrameDecoder decoder_;
  std::vector<std::byte> pending_;  // behind what is being written
  std::vector<std::byte> writing_;
  std::size_t written_ = 0;     // of writing_
  std::size_t unreported_ = 0;  // written while clogged, since the last progress
  std::optional<Time> hello_at_;
  FloodGuard flood_guard_;
  Patience lease_;
  Time next_keepalive_ = no_deadline;
  std::optional<End> end_;
};

}  // namespace oakprobe::wire
