#include "base/printable.hpp"
#include "coordinator/fleet/agent_connection.hpp"

#include <algorithm>
#include <array>
#include <string_view>

// How a connection ends: by itself, by a failure, in order.
namespace oakprobe::fleet {
namespace {

// ssh(1): "exits with the exit status of the remote command or with 255 if an error occurred."
constexpr net::ExitStatus ssh_failed{false, 255};

// What a command that closed its output still has to say, and its exit status, come within this.
constexpr auto end_grace = std::chrono::milliseconds(500);

// What ssh says when another try would end the same, or be taken for an attack.
constexpr std::array<std::string_view, 5> final_words{
    "Permission denied",
    "Host key verification failed",
    "Could not resolve hostname",
    "Too many authentication failures",
    "Not allowed at this time"};  // a penalty: each try could lengthen it

}  // namespace

bool AgentConnection::is_final() const {
  if (delivery_ && delivery_->shell_answered()) return true;
  return std::ranges::any_of(final_words, [&](auto words) { return errors_.contains(words); });
}

asio::awaitable<void> AgentConnection::tell_end() {
  const net::TimePoint deadline = net::Clock::now() + end_grace;
  const auto status = co_await transport_->wait_exit(deadline);
  co_await transport_->words_end(std::min(deadline, net::Clock::now() + end_grace / 5));
  if (closing_) co_return;
  std::string end = status ? "ended with " + to_string(*status) : "closed its output";
  turned_away_ = !session_.greeted() && status == ssh_failed && !is_final();
  if (session_.is_up())
    end +=
        session_.has_partial_frame() ? " in the middle of a frame" : " in the middle of the check";
  else
    end += " before it said hello";
  const std::string printed = (delivery_ ? delivery_->chatter() : "") + session_.banner();
  if (!session_.greeted() && !printed.empty())
    end += "; it printed " + in_quotes(quotable(sudo_password_.get(), printed), Keep::end);
  fail(std::move(end));
}

void AgentConnection::fail(std::string why) {
  if (failed_ || closing_) return;
  failed_ = true;
  last_words_ = printable(why + errors_.quoted());
  if (session_.is_up() && start_.tell) start_.tell(AgentLost{last_words_});
  end_command();
}

void AgentConnection::end_command() {
  closing_ = true;
  session_.end();
  transport_->end();
  turn_.cancel();
  changed_.cancel();
  tasks_.spawn(transport_->bury(limits_.terminate));
}

asio::awaitable<void> AgentConnection::close() {
  if (!closing_) {
    if (session_.is_up()) {
      session_.say_bye();
      static_cast<void>(write_output());
      closing_ = true;
      turn_.cancel();
      transport_->finish();
      co_await transport_->wait_exit(net::Clock::now() + limits_.exit);
    }
    end_command();
  }
  co_await tasks_.drained();
}

}  // namespace oakprobe::fleet
