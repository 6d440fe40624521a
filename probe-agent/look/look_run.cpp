#include "probe-agent/look/look_run.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace oakprobe::agent {

LookRun::LookRun(
    boost::asio::io_context& io,
    const wire::DatagramCodec& codec,
    std::uint64_t run,
    ProbeSource source,
    std::vector<LookTarget> targets,
    std::function<void()> done
)
    : io_(io),
      source_(std::move(source)),
      done_(std::move(done)),
      unfinished_(targets.size()),
      timer_(io) {
  std::set<std::pair<IpAddress, std::uint16_t>> peers;
  for (LookTarget& target : targets) {
    // Two sockets with the same port and peer: only one of them would be given the answers.
    if (!target.lost_ports.empty() && !peers.emplace(target.address, target.port).second)
      target.lost_ports.clear();
    looks_.push_back(std::make_shared<PathLook>(io, codec, run, source_, std::move(target)));
  }
}

LookRun::~LookRun() {
  for (const auto& look : looks_) look->stop();
}

void LookRun::start() {
  if (looks_.empty()) return boost::asio::post(io_, std::exchange(done_, nullptr));
  ask_again(0, true);
}

// One after the other, and the rest behind them.
void LookRun::ask_again(std::size_t from, bool is_first) {
  while (from < looks_.size() && !looks_[from]->asks_patiently()) ++from;
  if (from == looks_.size()) return start_all();
  looks_[from]->ask_again(is_first, [this, from, watch = lifetime_.watch()] {
    if (!watch.expired()) ask_again(from + 1, false);
  });
}

void LookRun::start_all() {
  in_turn_ = looks_;
  std::ranges::stable_sort(in_turn_, {}, &PathLook::start_after);
  begun_at_ = Clock::now();
  start_due();
}

void LookRun::start_due() {
  if (started_ == in_turn_.size() || running_ == evidence::looks_at_once) return;
  PathLook& next = *in_turn_[started_];
  const TimePoint due = begun_at_ + next.start_after();
  if (due <= Clock::now()) {
    ++running_;
    ++started_;
    next.start([this, watch = lifetime_.watch()] {
      if (!watch.expired()) finish_one();
    });
  }
  timer_.expires_at(std::max(due, Clock::now() + looks_apart));
  timer_.async_wait(lifetime_.when_over([this] { start_due(); }));
}

void LookRun::finish_one() {
  if (running_-- == evidence::looks_at_once) start_due();
  if (--unfinished_ == 0 && done_) boost::asio::post(io_, std::exchange(done_, nullptr));
}

std::vector<evidence::LookEvidence> LookRun::evidence() const {
  std::vector<evidence::LookEvidence> out;
  out.reserve(looks_.size());
  for (const auto& look : looks_) out.push_back(look->evidence());
  return out;
}

}  // namespace oakprobe::agent
