#include "probe-agent/look/packet_climb.hpp"

#include "probe-agent/look/packet_ladder.hpp"

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

namespace oakprobe::agent {

namespace {

constexpr std::chrono::milliseconds size_spacing{2};
constexpr std::chrono::milliseconds descent_spacing{20};  // two round trips, if that is longer
// In which a descent has sent its last, as a multiple of the patience, if it is not cut to fewer
// steps than its least.
constexpr int descent_patience = 6;
constexpr int descent_steps_min = 3;
constexpr int sends_of_size_max = 2;

}  // namespace

boost::asio::awaitable<void> PacketClimb::climb(Clock::duration round_trip) {
  PacketLadder ladder(look_.target.look.full_bytes, smallest_packet(look_.is_ipv6()));
  while (!look_.wait.is_stopped()) {
    auto [steps, descends] = ladder.next(look_.evidence.sizes);
    const std::size_t room = evidence::sizes_max - look_.evidence.sizes.size();
    if (steps.size() > room) steps.resize(room);
    if (steps.empty()) co_return;
    if (descends) {
      co_await descend(std::move(steps), round_trip);
    } else {
      co_await try_at_once(std::move(steps));
    }
  }
}

// What the source's own queue has no room for twice does not leave, and cost nobody anything.
boost::asio::awaitable<void> PacketClimb::send(LadderStep step) {
  auto& sizes = look_.evidence.sizes;
  const std::size_t at = sizes.size();
  evidence::SizedProbe& probe = sizes.emplace_back();
  probe.bytes = step.bytes;
  probe.may_fragment = step.may_fragment;
  socket_.set_fragmenting(step.may_fragment);
  const auto payload =
      static_cast<std::uint16_t>(step.bytes - evidence::header_bytes(look_.is_ipv6()));
  int error = ENOBUFS;
  for (int tries = 0; tries < sends_of_size_max && error == ENOBUFS; ++tries) {
    error = socket_.send(evidence::size_attempt + static_cast<unsigned>(at), payload);
    sizes[at].error = error;
    co_await look_.wait.pause(size_spacing);
    if (look_.wait.is_stopped()) co_return;
    socket_.drain();
  }
}

boost::asio::awaitable<void> PacketClimb::try_at_once(std::vector<LadderStep> steps) {
  const std::size_t first = look_.evidence.sizes.size();
  for (const LadderStep step : steps) {
    co_await send(step);
    if (look_.wait.is_stopped()) co_return;
  }
  const auto all_known = [this, first] {
    const auto round = std::span(look_.evidence.sizes).subspan(first);
    return std::ranges::all_of(round, [](const evidence::SizedProbe& one) {
      return one.answered || one.error != 0 || one.icmp;
    });
  };
  co_await look_.wait.until(all_known, look_.target.patience);
}

// Each is given time for its answer before the next, so that hardly more than one arrives.
boost::asio::awaitable<void> PacketClimb::descend(
    std::vector<LadderStep> steps, Clock::duration round_trip
) {
  const std::size_t first = look_.evidence.sizes.size();
  const auto any_answered = [this, first] {
    const auto round = std::span(look_.evidence.sizes).subspan(first);
    return std::ranges::any_of(round, &evidence::SizedProbe::answered);
  };
  const Clock::duration gap = std::max<Clock::duration>(descent_spacing, 2 * round_trip);
  const auto most = static_cast<std::size_t>(
      std::max<Clock::rep>(look_.target.patience * descent_patience / gap, descent_steps_min)
  );
  const std::vector<LadderStep> kept = thinned(std::move(steps), most);
  for (const LadderStep step : kept) {
    co_await send(step);
    if (look_.wait.is_stopped()) co_return;
    if (look_.evidence.sizes.back().error == 0) co_await look_.wait.until(any_answered, gap);
    if (look_.wait.is_stopped() || any_answered()) co_return;
  }
  co_await look_.wait.until(any_answered, look_.target.patience);
}

void PacketClimb::answered(unsigned number) {
  auto& sizes = look_.evidence.sizes;
  if (number < sizes.size()) sizes[number].answered = true;
}

void PacketClimb::on_error(const evidence::IcmpError& icmp, std::optional<unsigned> quoted) {
  auto& sizes = look_.evidence.sizes;
  for (std::size_t at = 0; at < sizes.size(); ++at) {
    evidence::SizedProbe& probe = sizes[at];
    const bool meant = quoted ? *quoted == evidence::size_attempt + at
                              : !probe.may_fragment && probe.bytes > icmp.mtu;
    if (meant && icmp.mtu > 0 && !probe.answered && !probe.icmp) probe.icmp = icmp;
  }
}

}  // namespace oakprobe::agent
