#include "probe-agent/look/segment_climb.hpp"

#include "probe-agent/look/segment_ladder.hpp"

#include <algorithm>

namespace oakprobe::agent {

using boost::asio::ip::tcp;

namespace {

// Beside the round trips: a lost segment is sent again after 0.2 and 0.6 s (RFC 6298; Linux's
// TCP_RTO_MIN).
constexpr std::chrono::milliseconds segment_patience{1'200};

}  // namespace

boost::asio::awaitable<void> SegmentClimb::climb() {
  auto& sizes = look_.evidence.sizes;
  SegmentLadder ladder(look_.target.look.full_bytes, smallest_packet(look_.is_ipv6()));
  std::vector<evidence::SizedProbe> passed;
  while (!look_.wait.is_stopped()) {
    std::vector<LadderStep> steps = ladder.next(passed);
    const std::size_t room = evidence::sizes_max - sizes.size();
    if (steps.size() > room) steps.resize(room);
    if (steps.empty()) co_return;
    const bool is_first = sizes.empty();
    co_await try_at_once(steps);
    for (std::size_t at = 0; at < round_.size(); ++at) {
      evidence::SizedProbe result = round_[at]->result();
      // The kernel may have learnt meanwhile to send less than it is asked for: that is its way to
      // get such segments through.
      if (!is_first) result.bytes = steps[at].bytes;
      sizes.push_back(result);
      if (result.error != 0) continue;
      result.answered = round_[at]->passed();
      passed.push_back(result);
    }
    round_.clear();
  }
}

boost::asio::awaitable<void> SegmentClimb::try_at_once(std::vector<LadderStep> steps) {
  const LookTarget& target = look_.target;
  wire::Datagram probe;
  probe.run = look_.run;
  probe.path = target.look.path;
  for (const LadderStep& step : steps) {
    probe.attempt = static_cast<std::uint16_t>(
        evidence::size_attempt + look_.evidence.sizes.size() + round_.size()
    );
    round_.push_back(std::make_shared<SegmentExchange>(look_.io, look_.codec, probe, step.bytes));
    const tcp::endpoint to(target.address, target.port);
    round_.back()->start(to, look_.source, target.there.get(), look_.wait.on_arrival());
  }
  const auto all_over = [this] {
    return std::ranges::all_of(round_, [](const auto& one) { return one->is_over(); });
  };
  co_await look_.wait.until(all_over, segment_patience + target.patience);
  stop();
}

void SegmentClimb::stop() {
  for (const auto& exchange : round_) exchange->stop();
}

}  // namespace oakprobe::agent
