#include "coordinator/fleet/agent_link.hpp"

namespace oakprobe::fleet {

AgentLink::AgentLink(
    asio::any_io_executor executor,
    Undertaker* undertaker,
    const LinkLimits& limits,
    std::vector<std::string> command,
    wire::Hello hello
)
    : executor_(std::move(executor)),
      undertaker_(undertaker),
      limits_(limits),
      command_(std::move(command)),
      hello_(std::move(hello)),
      retry_timer_(executor_) {}

bool AgentLink::start() {
  if (undertaker_ != nullptr) undertaker_->starting();
  auto child = net::ChildProcess::start(executor_, command_);
  if (!child) {
    if (undertaker_ != nullptr) undertaker_->start_failed();
    const std::string program = command_.empty() ? "" : command_.front();
    last_words_ = printable("could not start '" + program + "': " + child.error().message());
    return false;
  }
  if (undertaker_ != nullptr) undertaker_->started((*child)->group());
  connection_ = std::make_unique<AgentConnection>(std::move(*child), undertaker_, limits_);
  return true;
}

asio::awaitable<bool> AgentLink::open() {
  const net::TimePoint give_up_at = net::Clock::now() + limits_.start;
  for (std::size_t tries = 0; !interrupted_; ++tries) {
    if (!start()) co_return false;
    opened_ = co_await connection_->greet(
        hello_, std::min(net::Clock::now() + limits_.hello, give_up_at)
    );
    if (opened_) co_return true;
    if (!connection_->turned_away() || tries == limits_.retry_after.size()) break;
    const net::TimePoint again_at = net::Clock::now() + limits_.retry_after[tries];
    if (again_at >= give_up_at) break;
    co_await connection_->close();
    if (interrupted_) break;
    retry_timer_.expires_at(again_at);
    co_await retry_timer_.async_wait(net::as_result);
  }
  if (interrupted_) last_words_ = "the check was interrupted before the agent said hello";
  co_return false;
}

void AgentLink::interrupt() {
  interrupted_ = true;
  retry_timer_.cancel();
  if (connection_) connection_->interrupt();
}

const std::string& AgentLink::last_words() const {
  return connection_ && connection_->failed() ? connection_->last_words() : last_words_;
}

asio::awaitable<void> AgentLink::close() {
  if (connection_) co_await connection_->close();
}

}  // namespace oakprobe::fleet
