#include "probe-agent/look/lone_probe.hpp"

#include <algorithm>

namespace oakprobe::agent {

namespace {

// Of ICMP errors a Linux router sends a peer one a second (icmp_ratelimit, icmp(7)), and six at
// once after a while. That a neighbour does not answer it knows after 3 s (mcast_solicit, arp(7)).
constexpr std::chrono::milliseconds again_spacing{1'100};
constexpr std::chrono::milliseconds neighbour_patience{3'300};

}  // namespace

void LoneProbe::send_once(LookSocket& from) {
  sent_at_ = Clock::now();
  if (from.send(evidence::again_attempt, wire::datagram_bytes_min) == 0)
    look_.evidence.asked_again = 1;
}

boost::asio::awaitable<void> LoneProbe::send_patiently(LookSocket& from, bool is_first) {
  const Clock::duration quiet = is_first ? Clock::duration::zero() : again_spacing;
  const Clock::duration due =
      made_at_ + std::chrono::milliseconds(look_.target.look.start_ms) - Clock::now();
  co_await look_.wait.pause(std::max(due, quiet));
  if (look_.wait.is_stopped() || !from.open()) co_return;
  from.listen();
  sent_at_ = Clock::now();
  const auto heard = [this] { return is_heard(); };
  std::uint8_t& sent = look_.evidence.asked_again;
  while (sent < evidence::again_probes_max && !is_heard()) {
    if (from.send(evidence::again_attempt, wire::datagram_bytes_min) != 0) co_return;
    if (++sent == evidence::again_probes_max) co_return;
    co_await look_.wait.until(heard, again_spacing);
    if (look_.wait.is_stopped()) co_return;
  }
}

boost::asio::awaitable<void> LoneProbe::await_word(Clock::duration patience) {
  const auto heard = [this] { return is_heard(); };
  co_await look_.wait.until(heard, sent_at_ + patience - Clock::now());
}

boost::asio::awaitable<void> LoneProbe::await_neighbour() {
  co_await await_word(neighbour_patience);
}

}  // namespace oakprobe::agent
