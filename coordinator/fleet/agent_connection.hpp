#pragma once

#include "coordinator/fleet/delivery.hpp"
#include "coordinator/fleet/error_output.hpp"
#include "coordinator/fleet/frame_writer.hpp"
#include "coordinator/fleet/link_limits.hpp"
#include "coordinator/fleet/message_kind.hpp"
#include "coordinator/fleet/undertaker.hpp"
#include "net/child_process.hpp"
#include "net/task_group.hpp"
#include "wire/flood_guard.hpp"
#include "wire/frame.hpp"
#include "wire/messages.hpp"

#include <bitset>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace oakprobe::fleet {

namespace asio = boost::asio;

// What the asker says to an answer.
struct Taken {
  bool complete = true;  // false: more parts are to come
  std::string wrong;     // not empty: why this is no answer; the connection is given up
};

// Speaks the control protocol with one started agent. Every failure ends the command and leaves
// last words for a person; nothing is thrown. Close it, and await that, before it goes.
class AgentConnection {
 public:
  // The undertaker was told of the child already, and may be null (tests). `start` outlives it.
  AgentConnection(
      std::unique_ptr<net::ChildProcess> child,
      Undertaker* undertaker,
      const LinkLimits& limits,
      const AgentStart& start
  );
  AgentConnection(const AgentConnection&) = delete;
  AgentConnection& operator=(const AgentConnection&) = delete;

  // From the start of the command to its welcome; for an agent that is sent there the deadline is
  // its shell's. False: failed, or interrupted.
  [[nodiscard]] asio::awaitable<bool> greet(wire::Hello hello, net::TimePoint deadline);
  [[nodiscard]] const wire::Welcome& welcome() const { return welcome_; }
  [[nodiscard]] AgentOrigin origin() const;  // of one that greeted

  // Sends a question, and gives the answer's parts to `take` until it is complete. All of them must
  // come within the limit: one that sends a part now and then is late, too. False: failed, or
  // interrupted.
  template <class Answer>
  [[nodiscard]] asio::awaitable<bool> ask(
      wire::Message question, LinkLimits::Duration limit, std::function<Taken(Answer)> take
  );

  // Gives up the question that is being asked. A late answer to it is dropped.
  void interrupt();

  // Gives it up unless its answer is whole within this time.
  void hurry(LinkLimits::Duration limit);

  void fail(std::string why);
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] const std::string& last_words() const { return last_words_; }

  // Ended before the greeting with ssh's own exit code 255, and trying again may help.
  [[nodiscard]] bool turned_away() const { return turned_away_; }

  // Says goodbye unless it failed. Ends with the command ended and reaped.
  [[nodiscard]] asio::awaitable<void> close();

 private:
  enum class Waited { complete, late, given_up };

  asio::awaitable<bool> deliver(net::TimePoint deadline);
  void await_next_word();
  void take_delivery(std::span<const std::byte>& bytes);
  void give_password();

  asio::awaitable<Waited> wait_for(MessageKind kind, LinkLimits::Duration limit);
  asio::awaitable<bool> ask_kind(
      wire::Message question, MessageKind kind, LinkLimits::Duration limit
  );

  asio::awaitable<void> read_output();
  [[nodiscard]] bool read_what_is_there();
  asio::awaitable<void> watch_silence();
  asio::awaitable<void> tell_end();
  [[nodiscard]] bool is_final() const;
  asio::awaitable<void> bury();

  void send(const wire::Message& message);
  void take_bytes(std::span<const std::byte> bytes);
  void take_greeting(std::span<const std::byte>& bytes);
  void take_message(wire::Message message);
  void fail_as_nonsense(const std::string& what);
  void take_keepalive();
  void end_command();
  [[nodiscard]] std::string without_greeting() const;
  [[nodiscard]] std::string not_greeted() const;
  [[nodiscard]] std::string told(std::string_view words) const;

  const LinkLimits limits_;
  std::unique_ptr<net::ChildProcess> child_;
  Undertaker* undertaker_;
  FrameWriter writer_;
  ErrorOutput errors_;
  const AgentStart& start_;
  std::optional<Delivery> delivery_;  // none: the agent is installed there
  const bool sudo_;
  std::shared_ptr<const SudoPassword> sudo_password_;
  bool password_given_ = false;
  net::TimePoint push_deadline_;
  wire::GreetingScanner greeting_;
  wire::FrameDecoder decoder_;
  wire::Welcome welcome_;

  MessageKind expected_ = MessageKind::none;
  std::function<Taken(wire::Message)> take_;
  std::bitset<message_kinds> late_;  // answers to questions that were given up
  bool interrupted_ = false;
  bool hurried_ = false;
  net::TimePoint answer_deadline_;
  asio::steady_timer answer_timer_;

  net::TimePoint last_heard_;
  net::TimePoint welcomed_at_;
  wire::FloodGuard keepalives_;
  asio::steady_timer silence_timer_;

  bool closing_ = false;  // its end is expected, or made
  bool failed_ = false;
  bool turned_away_ = false;
  std::string last_words_;
  net::TaskGroup tasks_;
};

template <class Answer>
asio::awaitable<bool> AgentConnection::ask(
    wire::Message question, LinkLimits::Duration limit, std::function<Taken(Answer)> take
) {
  take_ = [take = std::move(take)](wire::Message message) {
    return take(std::move(std::get<Answer>(message)));
  };
  return ask_kind(std::move(question), kind_of<Answer>, limit);
}

}  // namespace oakprobe::fleet
