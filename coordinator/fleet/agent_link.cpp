#include "coordinator/fleet/agent_link.hpp"

#include "base/printable.hpp"

#include <utility>

namespace oakprobe::fleet {
namespace {

// Those that a bastion turned away together do not come back together: each waits up to twice as
// long, by its node's number.
constexpr int spread_max = 8;

}  // namespace

AgentLink::AgentLink(
    asio::any_io_executor executor,
    TransportStart start_transport,
    const LinkLimits& limits,
    AgentStart start,
    wire::Hello hello
)
    : executor_(std::move(executor)),
      start_transport_(std::move(start_transport)),
      limits_(limits),
      how_(std::move(start)),
      hello_(std::move(hello)),
      retry_timer_(executor_),
      opened_timer_(executor_, net::TimePoint::max()) {}

void AgentLink::prepare(AgentStart start, wire::Hello hello) {
  next_ = Next{std::move(start), std::move(hello)};
}

void AgentLink::let_go() {
  how_.tally.reset();
  if (next_) next_->how.tally.reset();
}

void AgentLink::tell(const LinkEvent& event) const {
  if (how_.tell) how_.tell(event);
}

bool AgentLink::start() {
  tell(CommandStarted{how_.command});
  auto transport = start_transport_(how_.command);
  if (!transport) {
    const std::string program = how_.command.empty() ? "" : how_.command.front();
    last_words_ = "could not start " + in_quotes(program) + ": " + transport.error().message();
    return false;
  }
  connection_ = std::make_unique<AgentConnection>(std::move(*transport), limits_, how_);
  return true;
}

asio::awaitable<bool> AgentLink::open() {
  const unsigned interrupts = interrupts_;  // what comes while it waits counts
  while (opening_) co_await opened_timer_.async_wait(net::as_result);
  if (is_up() && (!next_ || next_->how.key == how_.key)) co_return true;
  opening_ = true;
  co_await close();
  connection_.reset();
  if (next_) {
    how_ = std::move(next_->how);
    hello_ = std::move(next_->hello);
    next_.reset();
  }
  opened_ = closed_ = false;
  interrupted_ = interrupts_ != interrupts;
  last_words_.clear();
  opened_ = co_await try_to_open();
  opening_ = false;
  opened_timer_.cancel();
  if (opened_)
    tell(AgentUp{connection_->origin(), welcome().net_raw});
  else
    tell(AgentFailed{last_words()});
  co_return opened_;
}

asio::awaitable<bool> AgentLink::try_to_open() {
  const auto spread = static_cast<int>(index_of(hello_.node) % spread_max);
  const auto first_word = how_.push ? limits_.push_login : how_.sudo ? limits_.sudo : limits_.hello;
  const net::TimePoint give_up_at =
      net::Clock::now() + (how_.push || how_.sudo ? first_word : limits_.start);
  for (std::size_t tries = 0; !interrupted_; ++tries) {
    if (!start()) co_return false;
    const net::TimePoint deadline = std::min(net::Clock::now() + first_word, give_up_at);
    if (co_await connection_->greet(hello_, deadline)) co_return true;
    if (!connection_->turned_away() || tries == limits_.retry_after.size()) break;
    const auto wait = limits_.retry_after[tries];
    const auto again_in = wait + wait * spread / spread_max;
    const net::TimePoint again_at = net::Clock::now() + again_in;
    if (again_at >= give_up_at) break;
    tell(TurnedAway{connection_->last_words(), again_in});
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
  ++interrupts_;
  retry_timer_.cancel();
  if (connection_) connection_->interrupt();
}

void AgentLink::hurry(LinkLimits::Duration limit) {
  if (connection_) connection_->hurry(limit);
}

const std::string& AgentLink::last_words() const {
  return connection_ && connection_->failed() ? connection_->last_words() : last_words_;
}

asio::awaitable<void> AgentLink::close() {
  closed_ = true;
  if (connection_) co_await connection_->close();
}

}  // namespace oakprobe::fleet
