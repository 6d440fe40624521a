#include "probe-agent/look/burst.hpp"

#include <bit>
#include <iterator>
#include <utility>

namespace oakprobe::agent {

namespace {

constexpr std::chrono::milliseconds burst_spacing{10};

}  // namespace

Burst::Burst(LookContext& look, LookSocketEvents events)
    : look_(look), events_(std::move(events)) {}

boost::asio::awaitable<void> Burst::send() {
  if (!open_ports()) co_return;
  for (unsigned number = 0; number < look_.target.look.burst; ++number) {
    if (number > 0) co_await look_.wait.pause(burst_spacing);
    if (look_.wait.is_stopped()) co_return;
    LookSocket& from = *std::next(ports_.begin(), evidence::burst_port_of(number));
    sent_at_[number] = Clock::now();
    if (from.send(evidence::burst_attempt + number, wire::datagram_bytes_min) == 0)
      look_.evidence.burst_sent |= std::uint64_t{1} << number;
  }
  ended_at_ = Clock::now();
}

boost::asio::awaitable<void> Burst::await_answers() {
  if (ports_.empty()) co_return;
  const auto all_answered = [this] {
    return look_.evidence.burst_answered == look_.evidence.burst_sent;
  };
  const Clock::duration left = ended_at_ + look_.target.patience - Clock::now();
  co_await look_.wait.until(all_answered, left);
  close_ports();
}

// All of them or none: which probe left from which port follows from their number.
bool Burst::open_ports() {
  const auto& lost = look_.target.lost_ports;
  for (unsigned number = 0; number < evidence::burst_ports; ++number) {
    LookSocket& port = ports_.emplace_back(look_, events_);
    const bool again = number < lost.size() && port.open_again(lost[number]);
    if (!again && !port.open()) {
      close_ports();
      return false;
    }
    port.set_fragmenting(true);
  }
  for (LookSocket& port : ports_) port.listen();
  return true;
}

void Burst::close_ports() {
  for (LookSocket& port : ports_) port.close();
}

void Burst::answered(unsigned number) {
  evidence::LookEvidence& seen = look_.evidence;
  const std::uint64_t probe = std::uint64_t{1} << number;
  if ((probe & seen.burst_sent & ~seen.burst_answered) == 0) return;
  round_trips_ += Clock::now() - sent_at_[number];
  seen.burst_answered |= probe;
}

Clock::duration Burst::round_trip() const {
  const int answers = std::popcount(look_.evidence.burst_answered);
  return answers == 0 ? Clock::duration::zero() : round_trips_ / answers;
}

}  // namespace oakprobe::agent
