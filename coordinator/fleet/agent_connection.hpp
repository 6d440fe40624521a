#pragma once

#include "coordinator/fleet/delivery.hpp"
#include "coordinator/fleet/error_output.hpp"
#include "coordinator/fleet/link_limits.hpp"
#include "net/task_group.hpp"
#include "transport/transport.hpp"
#include "wire/session/coordinator_session.hpp"

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

// One started agent: a transport, the session over it and, before that, the agent's delivery. Every
// failure ends the command and leaves last words for a person; nothing is thrown. Close it, and
// await that, before it goes.
class AgentConnection {
 public:
  // `start` outlives it.
  AgentConnection(
      std::unique_ptr<transport::Transport> transport,
      const LinkLimits& limits,
      const AgentStart& start
  );
  AgentConnection(const AgentConnection&) = delete;
  AgentConnection& operator=(const AgentConnection&) = delete;

  // From the start of the command to its welcome; for an agent that is sent there the deadline is
  // its shell's. False: failed, or interrupted.
  [[nodiscard]] asio::awaitable<bool> greet(wire::Hello hello, net::TimePoint deadline);
  [[nodiscard]] const wire::Welcome& welcome() const { return session_.welcome(); }
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

  // A question was given up, and its answer may still come.
  [[nodiscard]] bool awaits_late_answers() const { return session_.awaits_late_answers(); }

  void fail(std::string why);
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] const std::string& last_words() const { return last_words_; }

  // Ended before the greeting with ssh's own exit code 255, and trying again may help.
  [[nodiscard]] bool turned_away() const { return turned_away_; }

  // Says goodbye unless it failed. Ends with the command ended and reaped.
  [[nodiscard]] asio::awaitable<void> close();

 private:
  [[nodiscard]] asio::awaitable<bool> ask_kind(
      wire::Message question, wire::MessageKind kind, LinkLimits::Duration limit
  );
  // Returns when nothing is waited for any more.
  [[nodiscard]] asio::awaitable<void> settled();

  [[nodiscard]] asio::awaitable<void> read_output();
  [[nodiscard]] bool read_what_is_there();
  void on_bytes(std::span<const std::byte> bytes);
  [[nodiscard]] asio::awaitable<void> keep_time();
  void wake();
  // After whatever happened: writes what the session says, and wakes who waits for it.
  void go_on();
  [[nodiscard]] bool write_output();
  [[nodiscard]] net::TimePoint deadline() const;
  [[nodiscard]] bool is_waiting() const { return is_delivering() || session_.is_waiting(); }
  [[nodiscard]] bool is_delivering() const { return delivery_ && !delivery_->started(); }

  void give_password();
  [[nodiscard]] std::string not_greeted() const;

  [[nodiscard]] asio::awaitable<void> tell_end();
  [[nodiscard]] bool is_final() const;
  void end_command();

  const LinkLimits limits_;
  const std::unique_ptr<transport::Transport> transport_;
  const AgentStart& start_;
  const std::shared_ptr<const SudoPassword> sudo_password_;
  ErrorOutput errors_;
  std::optional<Delivery> delivery_;  // none: the agent is installed there
  wire::CoordinatorSession session_;
  std::function<Taken(wire::Message)> take_;
  asio::steady_timer turn_;     // of the delivery, or of the session
  asio::steady_timer changed_;  // never expires; cancelled to wake settled()
  bool password_given_ = false;
  bool complete_ = false;     // the answer is
  bool interrupted_ = false;  // what is being done
  bool closing_ = false;      // its end is expected, or made
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
  return ask_kind(std::move(question), wire::kind_of<Answer>, limit);
}

}  // namespace oakprobe::fleet
