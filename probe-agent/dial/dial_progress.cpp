#include "probe-agent/dial/dial_progress.hpp"

#include "probe-agent/exchange/dial_failure.hpp"
#include "probe-agent/exchange/live_talk.hpp"

#include <algorithm>
#include <cerrno>
#include <tuple>

namespace oakprobe::agent {
namespace {

// How long a connection that has to wait for another's end is put off.
constexpr std::chrono::milliseconds full_delay{20};

// Then the sockets and the coordinator get their turn: on a machine too busy for the pace, the pace
// alone would never let go.
constexpr int starts_per_turn = 64;

AttemptLimits limits_of(const wire::Probe& plan) {
  AttemptLimits limits;
  limits.attempts = plan.attempts;
  limits.timeout = std::chrono::milliseconds(plan.timeout_ms);
  limits.settle = std::chrono::milliseconds(plan.settle_ms);
  return limits;
}

void sort_by_rotation(wire::Probe& plan) {
  const Rotation rotation(plan.nodes, plan.seed);
  std::ranges::sort(plan.paths, {}, [&](const wire::PlannedPath& path) {
    return std::tuple(rotation.slot(path.path.source, path.path.target), path.path.flow);
  });
}

}  // namespace

DialProgress::DialProgress(wire::Probe plan, Source source, Now now, DialNetwork& network)
    : plan_(std::move(plan)),
      limits_(limits_of(plan_)),
      bind_(source.bind),
      overlay_(std::move(source.overlay)),
      now_(std::move(now)),
      network_(network),
      names_(std::move(source.vantages)),
      pacer_(std::chrono::microseconds(plan_.flow_interval_us), now_()),
      destinations_(std::chrono::microseconds(plan_.flow_interval_us)) {}

void DialProgress::begin() {
  ordered_at_ = now_();
  sort_by_rotation(plan_);
  names_.read(plan_);
  times_.resize(plan_.paths.size() * plan_.attempts);
  paths_.reserve(plan_.paths.size());
  by_id_.reserve(plan_.paths.size());
  for (wire::PlannedPath& planned : plan_.paths) {
    const auto index = static_cast<std::uint32_t>(paths_.size());
    if (!by_id_.emplace(planned.path, index).second) continue;  // once is enough
    AttemptTimes* times = &times_[std::size_t{index} * plan_.attempts];
    paths_.emplace_back(planned, limits_, times, TimePoint{});
  }
  unfinished_ = paths_.size();
}

// Where each path leads is known now: it is given its first wake, or is over before it began.
void DialProgress::resolved(std::span<const net::ResolvedName> answers) {
  names_.resolved(answers);
  resolved_ = true;
  std::vector<IpAddress> destinations;
  destinations.reserve(paths_.size());
  for (const PathDial& path : paths_)
    if (names_.has_address(path.plan())) destinations.push_back(address_of(path));
  destinations_.expect(std::move(destinations));
  for (std::uint32_t index = 0; index < paths_.size(); ++index) {
    const wire::PlannedPath& plan = paths_[index].plan();
    if (!names_.has_address(plan)) {
      pass_over(index, evidence::DialStage::resolve, names_.error_of(plan));
    } else if (overlay_ && overlay_->leads_to(names_.address_of(plan))) {
      pass_over(index, evidence::DialStage::overlay, 0);
    } else {
      // Starts are spread over all agents, so they count from the order, however long names took.
      wakes_.emplace(ordered_at_ + std::chrono::milliseconds(plan.start_ms), index);
    }
  }
}

void DialProgress::pass_over(std::size_t index, evidence::DialStage stage, int error) {
  paths_[index].failed(failure_of(0, stage, error));
  finish(index);
}

TimePoint DialProgress::next_due() const {
  const TimePoint wake = wakes_.empty() ? TimePoint::max() : wakes_.top().first;
  return ready_.empty() ? wake : std::min(wake, pacer_.ready_at());
}

void DialProgress::run_due() {
  while (!wakes_.empty() && wakes_.top().first <= now_()) {
    const std::size_t index = wakes_.top().second;
    wakes_.pop();
    see_to(index, now_());
  }
  start_ready();
}

// A path woke: it is over, or its next attempt is due and waits for the pace, or neither has come
// yet, and it will be woken again.
void DialProgress::see_to(std::size_t index, TimePoint now) {
  PathDial& path = paths_[index];
  if (path.given_up()) return;
  const auto next = path.schedule().next_start();
  if (!next) {
    if (path.schedule().over_at() <= now) return finish(index);
    wakes_.emplace(path.schedule().over_at(), index);
  } else if (*next > now) {
    wakes_.emplace(*next, index);
  } else if (path.queue_up()) {
    ready_.push_back(static_cast<std::uint32_t>(index));
  }
}

// As many attempts as the pace allows, in the order in which their paths became ready.
void DialProgress::start_ready() {
  TimePoint now = now_();
  for (int starts = 0; starts < starts_per_turn; ++starts) {
    if (ready_.empty() || pacer_.ready_at() > now) break;
    const std::size_t index = ready_.front();
    ready_.pop_front();
    PathDial& path = paths_[index];
    path.leave_queue();
    if (path.given_up()) continue;
    if (const auto until = postpone(path, index, now)) {
      wakes_.emplace(*until, index);
      continue;
    }
    pacer_.started(now);
    destinations_.started(address_of(path), now);
    start_attempt(path, index, now);
    wakes_.emplace(std::max(path.schedule().wake_at(), now), index);
    now = now_();
  }
  network_.flush();
}

// No connection is free, or another path has just sent to the same destination, which has not
// confirmed the run.
std::optional<TimePoint> DialProgress::postpone(
    const PathDial& path, std::size_t index, TimePoint now
) {
  if (path.is_tcp()) {
    make_room(path, index);
    const bool is_full =
        path.asks() ? network_.is_full_of_questions() : network_.is_full_of_connections();
    if (is_full) return now + full_delay;
  }
  const TimePoint ready = destinations_.ready_at(address_of(path));
  return ready > now ? std::optional(ready) : std::nullopt;
}

// Earlier attempts have had their time. The first one stays: what an absent neighbour leaves behind
// comes late. But a path never waits for its own connections, or many silent ones would wait for
// each other.
void DialProgress::make_room(const PathDial& path, std::size_t index) {
  const unsigned next = path.schedule().started();
  network_.end_talks(index);
  for (unsigned attempt = 1; attempt < next; ++attempt) network_.abandon(index, attempt);
  if (next > 0 && network_.is_full_of_connections()) network_.abandon(index, 0);
}

void DialProgress::start_attempt(PathDial& path, std::size_t index, TimePoint now) {
  const unsigned attempt = path.schedule().start(now);
  const wire::PlannedPath& plan = path.plan();
  const IpAddress& to = address_of(path);
  const bool binds = bind_ && names_.network_of(plan) == nullptr;
  if (binds && bind_->is_v6() != to.is_v6()) {
    // From the one address that this node may use there is no way to the other family.
    return path.failed(failure_of(attempt, evidence::DialStage::send, ENETUNREACH));
  }
  if (path.is_tcp()) {
    const auto failure = connect(path, index, attempt);
    // A call that the kernel answered at once was a SYN; what failed before was none.
    if (!failure || failure->stage == evidence::DialStage::connect) path.sent(attempt, now);
    if (failure) path.failed(*failure);
    return;
  }
  const int error = network_.queue_probe(index, plan.path, attempt, to, plan.port);
  if (error != 0) path.failed(failure_of(attempt, evidence::DialStage::open, error));
}

std::optional<evidence::DialFailure> DialProgress::connect(
    const PathDial& path, std::size_t index, unsigned attempt
) {
  const wire::PlannedPath& plan = path.plan();
  if (path.asks()) return network_.ask(index, plan.path, attempt, call_of(path));
  const auto there = names_.network_of(plan);
  return network_.connect(index, plan, attempt, address_of(path), there.get());
}

ServiceCall DialProgress::call_of(const PathDial& path) const {
  const wire::PlannedPath& plan = path.plan();
  ServiceCall call;
  call.planned = plan_.questions[plan.question];
  call.in_tls = path.asks_in_tls();
  call.dialled = names_.text_of(plan);
  call.address = address_of(path);
  call.port = plan.port;
  call.limit = std::clamp(limits_.timeout, attempt_spacing, question_limit);
  call.may_follow_up = path.may_follow_up();
  call.there = names_.network_of(plan);
  return call;
}

void DialProgress::finish(std::size_t index) {
  if (paths_[index].given_up()) return;
  paths_[index].give_up();
  if (paths_[index].is_tcp()) network_.abandon(index);
  --unfinished_;
}

const PathDial* DialProgress::find(const PathId& path) const {
  const auto found = by_id_.find(path);
  return found == by_id_.end() ? nullptr : &paths_[found->second];
}

}  // namespace oakprobe::agent
