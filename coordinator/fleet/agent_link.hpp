#pragma once

#include "coordinator/fleet/agent_connection.hpp"
#include "coordinator/fleet/agent_start.hpp"
#include "coordinator/fleet/transport_start.hpp"

#include <memory>
#include <optional>
#include <string>

namespace oakprobe::fleet {

// One node's agent, from the start of its command to its end, and from another start of it.
// Outlives every failure of it.
class AgentLink {
 public:
  AgentLink(
      asio::any_io_executor executor,
      TransportStart start_transport,
      const LinkLimits& limits,
      AgentStart start,
      wire::Hello hello
  );

  // How open() starts it from now on, and what it is then told. One that is up stays so, unless it
  // is another agent (AgentStart::key): then open() ends it first.
  void prepare(AgentStart start, wire::Hello hello);

  // Who counted what arrived does not any more. Not while it is opened.
  void let_go();

  // Starts the command, again if it was turned away, up to its welcome; nothing if it is up. False:
  // last_words() says why. It may be tried again then.
  [[nodiscard]] asio::awaitable<bool> open();

  // As AgentConnection's; false without a welcome.
  template <class Answer>
  [[nodiscard]] asio::awaitable<bool> ask(
      wire::Message question, LinkLimits::Duration limit, std::function<Taken(Answer)> take
  );

  // Gives up what is being done. After it, an opened link can still be asked or opened.
  void interrupt();

  // As AgentConnection's.
  void hurry(LinkLimits::Duration limit);

  [[nodiscard]] bool opened() const { return opened_; }  // it said welcome, whatever came then
  [[nodiscard]] bool usable() const { return opened_ && !connection_->failed(); }
  [[nodiscard]] bool is_up() const { return usable() && !closed_; }
  // Up, and without an answer on its way that another question could get.
  [[nodiscard]] bool is_at_rest() const { return is_up() && !connection_->awaits_late_answers(); }
  [[nodiscard]] const AgentStart& how() const { return how_; }
  [[nodiscard]] const wire::Welcome& welcome() const { return connection_->welcome(); }
  [[nodiscard]] const std::string& last_words() const;

  // Ends with nothing left running. Must be awaited before it goes, and not while it is opened.
  [[nodiscard]] asio::awaitable<void> close();

 private:
  [[nodiscard]] bool start();
  [[nodiscard]] asio::awaitable<bool> try_to_open();
  void tell(const LinkEvent& event) const;

  asio::any_io_executor executor_;
  TransportStart start_transport_;
  LinkLimits limits_;
  AgentStart how_;
  wire::Hello hello_;
  std::unique_ptr<AgentConnection> connection_;
  asio::steady_timer retry_timer_;
  asio::steady_timer opened_timer_;  // never expires; cancelled to wake who waits for open()
  bool opening_ = false;
  bool opened_ = false;
  bool closed_ = false;
  struct Next {
    AgentStart how;
    wire::Hello hello;
  };
  std::optional<Next> next_;  // prepared
  bool interrupted_ = false;
  unsigned interrupts_ = 0;  // so far
  std::string last_words_;   // of a command that could not be started
};

template <class Answer>
asio::awaitable<bool> AgentLink::ask(
    wire::Message question, LinkLimits::Duration limit, std::function<Taken(Answer)> take
) {
  if (!usable()) co_return false;
  co_return co_await connection_->ask<Answer>(std::move(question), limit, std::move(take));
}

}  // namespace oakprobe::fleet
