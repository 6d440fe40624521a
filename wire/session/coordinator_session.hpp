#pragma once

#include "wire/flood_guard.hpp"
#include "wire/frame.hpp"
#include "wire/messages.hpp"
#include "wire/session/message_kind.hpp"
#include "wire/session/patience.hpp"

#include <bitset>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::wire {

struct SessionLimits {
  Duration hello{8'000};      // of welcome, behind a greeting that came in time
  Duration keepalive{5'000};  // sent, and expected, this often
  Duration silence{8'000};    // without any frame: lost
};

// A coordinator's end of a session with one agent, from the agent's banner to goodbye
// (docs/wire-protocol.md): bytes and time in; answers, bytes and a deadline out. One question is
// asked at a time. What goes wrong is final, and is said in words for a person.
class CoordinatorSession {
 public:
  // What the agent wrote goes through `quotable` before it is quoted: it may hold a secret.
  using Quotable = std::function<std::string(std::string_view)>;

  CoordinatorSession(const SessionLimits& limits, Quotable quotable);

  // Says hello once the agent has greeted, which it may have done already. The limit is that of
  // both, greeting and welcome.
  void begin(Hello hello, Time now, Duration limit);

  void receive(std::span<const std::byte> bytes, Time now);

  // The next part of the answer that is waited for; nullopt: there is none now. To be asked until
  // then, after each receive(): messages are decoded one by one, so that memory is bounded.
  [[nodiscard]] std::optional<Message> next(Time now);

  // All parts of the answer must come within the limit.
  void ask(const Message& question, MessageKind answer, Duration limit, Time now);
  // What next() gave was the last part.
  void complete();
  // Gives up what is waited for. A late answer to it is dropped.
  void interrupt();
  // Gives it up unless it is whole within this time.
  void hurry(Duration limit, Time now);

  // Goodbye; nothing is waited for from now on.
  void say_bye();
  // Nothing more is done, whatever comes.
  void end();

  // To be called at the deadline. `unwritten`: some of the output still waits to be written.
  void wake(Time now, bool unwritten);
  [[nodiscard]] Time deadline() const;

  // What is to be written, frames whole.
  [[nodiscard]] std::vector<std::byte> take_output();

  // For a greeting, a welcome or an answer.
  [[nodiscard]] bool is_waiting() const { return waiting_ != Waiting::nothing; }
  [[nodiscard]] bool greeted() const { return greeting_.found(); }
  [[nodiscard]] bool is_up() const { return up_at_.has_value(); }  // it said welcome
  [[nodiscard]] const Welcome& welcome() const { return welcome_; }
  // An answer that was given up may still come: what is asked anew could get it.
  [[nodiscard]] bool awaits_late_answers() const { return late_.any(); }

  // Why it can't go on; empty: it can.
  [[nodiscard]] const std::string& wrong() const { return wrong_; }
  // So: the greeting did not come in time.
  [[nodiscard]] bool greeting_is_late() const { return greeting_late_; }

  // What came in place of a greeting.
  [[nodiscard]] const std::string& banner() const { return greeting_.banner(); }
  // "printed '…', and not the agent's greeting,"
  [[nodiscard]] std::string without_greeting() const;
  [[nodiscard]] bool has_partial_frame() const { return decoder_.has_partial_frame(); }

 private:
  enum class Waiting { nothing, for_greeting, for_welcome, for_answer };

  void take_greeting(std::span<const std::byte>& bytes);
  void say_hello(Time now);
  void take_welcome(Welcome welcome, Time now);
  void take_keepalive(Time now);
  [[nodiscard]] bool is_expected(std::size_t kind) const;
  void fail(std::string why);
  void fail_as_nonsense(const std::string& what);
  void fail_as_late();
  void send(const Message& message);
  void give_up();
  void watch_silence(Time now, bool unwritten);
  [[nodiscard]] Time silence_due() const;

  const SessionLimits limits_;
  Quotable quotable_;
  GreetingScanner greeting_;
  FrameDecoder decoder_;
  std::optional<Hello> hello_;  // until it is said
  Welcome welcome_;

  Waiting waiting_ = Waiting::nothing;
  MessageKind expected_ = MessageKind::none;  // of an answer
  std::string asked_;                         // the type of the question
  Duration limit_{};
  Patience patience_;
  bool hurried_ = false;
  std::bitset<message_kinds> late_;  // answers to questions that were given up

  std::optional<Time> up_at_;
  Time last_heard_{};
  Time next_keepalive_ = no_deadline;
  FloodGuard keepalives_;

  std::vector<std::byte> output_;
  bool ended_ = false;
  bool greeting_late_ = false;
  std::string wrong_;
};

}  // namespace oakprobe::wire
