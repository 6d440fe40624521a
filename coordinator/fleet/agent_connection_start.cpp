#include "base/printable.hpp"
#include "coordinator/fleet/agent_connection.hpp"

#include <algorithm>

// What may come before an agent's greeting: its delivery, and sudo's question.
namespace oakprobe::fleet {

asio::awaitable<bool> AgentConnection::deliver(net::TimePoint deadline) {
  const auto limit = std::chrono::ceil<LinkLimits::Duration>(deadline - net::Clock::now());
  push_deadline_ = net::Clock::now() + limits_.push;
  delivery_->begin();
  const Waited delivered = co_await wait_for(MessageKind::delivery, limit);
  if (delivered == Waited::late) {
    if (delivery_->shell_answered())
      fail(
          net::Clock::now() >= push_deadline_
              ? "did not get the agent within " + seconds(limits_.push) + ": " +
                    delivery_->how_far()
              : "stood still while the agent was sent to it: " + delivery_->how_far() +
                    ", and nothing more within " + seconds(limits_.push_silence)
      );
    else if (delivery_->chatter().empty())
      fail("no shell answered, to which the agent could be sent");
    else
      fail(
          "printed " + in_quotes(told(delivery_->chatter()), Keep::end) + ", and no shell answered"
      );
  }
  co_return delivered == Waited::complete;
}

// From the first word on each has the time of a silence, and all of them that of a delivery.
void AgentConnection::await_next_word() {
  if (!delivery_->shell_answered()) return;
  answer_deadline_ = std::min(delivery_->progressed_at() + limits_.push_silence, push_deadline_);
  answer_timer_.cancel();
}

void AgentConnection::take_delivery(std::span<const std::byte>& bytes) {
  bytes = bytes.subspan(delivery_->take(bytes));
  if (!delivery_->wrong().empty()) return fail(delivery_->wrong());
  if (!delivery_->started()) return await_next_word();
  expected_ = MessageKind::none;
  answer_timer_.cancel();
}

AgentOrigin AgentConnection::origin() const {
  if (delivery_) return delivery_->was_kept() ? AgentOrigin::kept : AgentOrigin::sent;
  return start_.local ? AgentOrigin::local : AgentOrigin::installed;
}

// A sudo asks for its own machine's name, and DNS may let it wait.
std::string AgentConnection::not_greeted() const {
  if (!sudo_) return without_greeting() + " within " + seconds(limits_.hello);
  const std::string within = without_greeting() + " within " + seconds(limits_.sudo);
  const std::string cause =
      "; such a sudo mostly waits for its machine's own name, which is missing in the node's "
      "/etc/hosts";
  if (delivery_ || password_given_) return "sudo did not start the agent: it " + within + cause;
  return within + ": the login takes too long, or sudo does" + cause;
}

// sudo asks again when the password was wrong, three times by default: each would count against
// the user (pam_faillock), so there is no second one.
void AgentConnection::give_password() {
  if (greeting_.found() || failed_ || closing_) return;
  if (password_given_) return fail("sudo refused the password");
  if (sudo_password_->text().empty()) return fail("sudo asked for the password too late");
  password_given_ = true;
  writer_.send_line(sudo_password_->text());
}

}  // namespace oakprobe::fleet
