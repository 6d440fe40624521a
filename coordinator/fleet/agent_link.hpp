#pragma once

#include "coordinator/fleet/agent_connection.hpp"
#include "coordinator/fleet/agent_start.hpp"

#include <memory>
#include <string>

namespace oakprobe::fleet {

// One node's agent, from the start of its command to its end. Outlives every failure of it.
class AgentLink {
 public:
  AgentLink(
      asio::any_io_executor executor,
      Undertaker* undertaker,
      const LinkLimits& limits,
      AgentStart start,
      wire::Hello hello
  );

  // Starts the command, again if it was turned away, up to its welcome. False: last_words() says
  // why. Once.
  [[nodiscard]] asio::awaitable<bool> open();

  // As AgentConnection's; false without a welcome.
  template <class Answer>
  [[nodiscard]] asio::awaitable<bool> ask(
      wire::Message question, LinkLimits::Duration limit, std::function<Taken(Answer)> take
  );

  // Gives up what is being done. After it, an opened link can still be asked.
  void interrupt();

  // As AgentConnection's.
  void hurry(LinkLimits::Duration limit);

  [[nodiscard]] bool opened() const { return opened_; }  // it said welcome, whatever came then
  [[nodiscard]] bool usable() const { return opened_ && !connection_->failed(); }
  [[nodiscard]] const wire::Welcome& welcome() const { return connection_->welcome(); }
  [[nodiscard]] const std::string& last_words() const;

  // Ends with nothing left running. Must be awaited before it goes.
  [[nodiscard]] asio::awaitable<void> close();

 private:
  [[nodiscard]] bool start();
  [[nodiscard]] asio::awaitable<bool> try_to_open();
  void tell(const LinkEvent& event) const;

  asio::any_io_executor executor_;
  Undertaker* undertaker_;
  LinkLimits limits_;
  AgentStart how_;
  wire::Hello hello_;
  std::unique_ptr<AgentConnection> connection_;
  asio::steady_timer retry_timer_;
  bool opened_ = false;
  bool interrupted_ = false;
  std::string last_words_;  // of a command that could not be started
};

template <class Answer>
asio::awaitable<bool> AgentLink::ask(
    wire::Message question, LinkLimits::Duration limit, std::function<Taken(Answer)> take
) {
  if (!usable()) co_return false;
  co_return co_await connection_->ask<Answer>(std::move(question), limit, std::move(take));
}

}  // namespace oakprobe::fleet
