#include "probe-agent/dial/dial_run.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cerrno>
#include <tuple>

namespace oakprobe::agent {
namespace {

constexpr std::chrono::seconds resolve_limit{2};

// How long a connection that has to wait for another's end is put off.
constexpr std::chrono::milliseconds full_delay{20};

// Then the sockets and the coordinator get their turn: on a machine too busy for the pace, the pace
// alone would never let go.
constexpr int starts_per_turn = 64;

// How long a further answer of a path may take that has answered before.
constexpr std::chrono::milliseconds round_trip_margin{200};
constexpr int round_trips_waited = 3;

AttemptLimits limits_of(const wire::Probe& plan) {
  AttemptLimits limits;
  limits.attempts = plan.attempts;
  limits.timeout = std::chrono::milliseconds(plan.timeout_ms);
  limits.settle = std::chrono::milliseconds(plan.settle_ms);
  return limits;
}

// In the order of the rotation.
void put_in_turn(wire::Probe& plan) {
  const Rotation rotation(plan.nodes, plan.seed);
  std::ranges::sort(plan.paths, {}, [&](const wire::PlannedPath& path) {
    return std::tuple(rotation.slot(path.path.source, path.path.target), path.path.flow);
  });
}

bool asks(const wire::PlannedPath& plan) {
  return plan.protocol == Protocol::tcp && plan.mode == evidence::DialMode::question;
}

}  // namespace

DialRun::DialRun(
    boost::asio::io_context& io,
    const wire::DatagramCodec& codec,
    DialIdentity identity,
    wire::Probe plan,
    std::function<void()> done
)
    : timer_(io),
      io_(io),
      bind_(identity.source.bind),
      overlay_(std::move(identity.overlay)),
      plan_(std::move(plan)),
      limits_(limits_of(plan_)),
      done_(std::move(done)),
      opened_(std::move(identity.opened)),
      udp_(io, codec, identity.run, identity.source, udp_events()),
      tcp_(io, codec, identity.run, identity.source, tcp_events()),
      services_(io, identity.source, service_events()),
      pacer_(std::chrono::microseconds(plan_.flow_interval_us), Clock::now()),
      destinations_(std::chrono::microseconds(plan_.flow_interval_us)),
      vantages_(std::move(identity.vantages)) {}

void DialRun::start() {
  ordered_at_ = Clock::now();
  put_in_turn(plan_);
  name_paths();
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
  resolve_then_dial();
}

// A path's address becomes its position in names_.
void DialRun::name_paths() {
  std::map<std::pair<std::uint32_t, std::uint8_t>, std::uint32_t> known;
  for (wire::PlannedPath& path : plan_.paths) {
    if (!path.named) continue;
    const auto next = static_cast<std::uint32_t>(names_.size());
    const auto [place, is_new] = known.try_emplace({path.address, path.dialler}, next);
    if (is_new) names_.push_back({plan_.names[path.address], path.dialler, {}, {}, 0});
    path.address = place->second;
  }
}

// Beside each name that another than this host looks up, the host's own answer, which may tell why
// there is none.
void DialRun::resolve_then_dial() {
  std::vector<net::NameQuestion> questions;
  for (const Name& name : names_) {
    const bool has_vantage = name.dialler > 0 && name.dialler <= vantages_.size();
    const auto view = has_vantage ? vantages_[name.dialler - 1].names : nullptr;
    questions.push_back({name.text, view});
  }
  for (std::size_t at = 0; at < names_.size(); ++at)
    if (questions[at].view) questions.push_back({names_[at].text, nullptr});
  net::resolve_names(
      io_,
      std::move(questions),
      resolve_limit,
      [this, watch = lifetime_.watch()](const std::vector<net::ResolvedName>& found) {
        if (!watch.expired()) on_resolved(found);
      }
  );
}

void DialRun::on_resolved(const std::vector<net::ResolvedName>& answers) {
  std::map<std::string_view, const net::ResolvedName*> on_host;
  for (std::size_t at = names_.size(); at < answers.size(); ++at)
    on_host.emplace(answers[at].name, &answers[at]);
  for (std::size_t at = 0; at < names_.size(); ++at) {
    Name& name = names_[at];
    name.all = answers[at].addresses;
    name.error = answers[at].error;
    name.by_hosts_file = answers[at].by_hosts_file;
    const auto host = on_host.find(name.text);
    if (name.all.empty() && host != on_host.end()) name.on_host = host->second->addresses;
  }
  std::vector<IpAddress> destinations;
  destinations.reserve(paths_.size());
  for (const PathDial& path : paths_)
    if (const Name* name = name_of(path); name == nullptr || !name->all.empty())
      destinations.push_back(address_of(path));
  destinations_.expect(std::move(destinations));
  // Starts are spread over all agents, so they count from the order, however long names took.
  for (std::uint32_t index = 0; index < paths_.size(); ++index) {
    PathDial& path = paths_[index];
    const Name* name = name_of(path);
    if (name != nullptr && name->all.empty()) {
      path.failed({0, evidence::DialStage::resolve, name->error, {}, false, false});
      finish(index);
      continue;
    }
    if (overlay_ && overlay_->leads_to(address_of(path))) {
      path.failed({0, evidence::DialStage::overlay, 0, {}, false, false});
      finish(index);
      continue;
    }
    wakes_.emplace(ordered_at_ + std::chrono::milliseconds(path.plan().start_ms), index);
  }
  if (paths_.empty()) boost::asio::post(io_, std::exchange(done_, nullptr));
  arm_timer();
}

void DialRun::arm_timer() {
  if (wakes_.empty() && ready_.empty()) return;
  TimePoint next = wakes_.empty() ? TimePoint::max() : wakes_.top().first;
  if (!ready_.empty()) next = std::min(next, pacer_.ready_at());
  if (next >= timer_at_) return;  // then it will be armed anew
  timer_at_ = next;
  timer_.expires_at(next);
  timer_.async_wait([this, watch = lifetime_.watch()](const boost::system::error_code& cancelled) {
    if (cancelled || watch.expired()) return;
    timer_at_ = TimePoint::max();
    run_due();
  });
}

void DialRun::run_due() {
  while (!wakes_.empty() && wakes_.top().first <= Clock::now()) {
    const std::size_t index = wakes_.top().second;
    wakes_.pop();
    look_at(index, Clock::now());
  }
  start_ready();
  arm_timer();
}

void DialRun::start_ready() {
  TimePoint now = Clock::now();
  for (int starts = 0; starts < starts_per_turn; ++starts) {
    if (ready_.empty() || pacer_.ready_at() > now) break;
    const std::size_t index = ready_.front();
    ready_.pop_front();
    PathDial& path = paths_[index];
    path.leave_queue();
    if (path.given_up()) continue;
    if (path.plan().protocol == Protocol::tcp) make_room(path, index);
    if (is_full(path)) {
      wakes_.emplace(now + full_delay, index);
      continue;
    }
    const IpAddress& to = address_of(path);
    if (const TimePoint ready = destinations_.ready_at(to); ready > now) {
      wakes_.emplace(ready, index);
      continue;
    }
    pacer_.take(now);
    destinations_.take(to, now);
    dial_next_attempt(path, index, now);
    wakes_.emplace(std::max(path.schedule().wake_at(), now), index);
    now = Clock::now();
  }
  udp_.flush();
}

// Earlier attempts have had their time. The first one stays: what an absent neighbour leaves behind
// comes late. But a path never waits for its own connections, or many silent ones would wait for
// each other.
void DialRun::make_room(const PathDial& path, std::size_t index) {
  const unsigned next = path.schedule().started();
  services_.end_talks(index);
  for (unsigned attempt = 1; attempt < next; ++attempt) tcp_.abandon(index, attempt);
  if (next > 0 && tcp_.is_full()) tcp_.abandon(index, 0);
}

bool DialRun::is_full(const PathDial& path) const {
  if (path.plan().protocol != Protocol::tcp) return false;
  return asks(path.plan()) ? services_.is_full() : tcp_.is_full();
}

void DialRun::look_at(std::size_t index, TimePoint now) {
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

std::optional<evidence::DialFailure> DialRun::connect(
    const PathDial& path, std::size_t index, unsigned attempt
) {
  const wire::PlannedPath& plan = path.plan();
  if (!asks(plan)) return tcp_.dial(index, plan, attempt, address_of(path), network_of(path).get());
  const std::chrono::milliseconds timeout(plan_.timeout_ms);
  ServiceCall call;
  call.planned = plan_.questions[plan.question];
  call.in_tls = path.asks_in_tls();
  call.dialled = dialled_text(path);
  call.address = address_of(path);
  call.port = plan.port;
  call.limit = std::clamp(timeout, attempt_spacing, question_limit);
  call.may_follow_up = path.may_follow_up();
  call.there = network_of(path);
  return services_.dial(index, plan.path, attempt, std::move(call));
}

void DialRun::dial_next_attempt(PathDial& path, std::size_t index, TimePoint now) {
  const unsigned attempt = path.schedule().start(now);
  const wire::PlannedPath& plan = path.plan();
  const bool binds = bind_ && network_of(path) == nullptr;
  if (binds && bind_->is_v6() != address_of(path).is_v6()) {
    // From the one address that this node may use there is no way to the other family.
    evidence::DialFailure no_way;
    no_way.attempt = static_cast<std::uint8_t>(attempt);
    no_way.stage = evidence::DialStage::send;
    no_way.error = ENETUNREACH;
    path.failed(no_way);
    return;
  }
  if (plan.protocol == Protocol::tcp) {
    auto failure = connect(path, index, attempt);
    if (!failure || failure->stage == evidence::DialStage::connect) path.sent(attempt, now);
    if (failure) path.failed(*std::move(failure));
    return;
  }
  const int error = udp_.put(index, plan.path, attempt, address_of(path), plan.port);
  if (error == 0) return;
  evidence::DialFailure failure;
  failure.attempt = static_cast<std::uint8_t>(attempt);
  failure.stage = evidence::DialStage::open;
  failure.error = error;
  path.failed(std::move(failure));
}

// Something happened to the path: its next attempt or its end may be nearer now.
void DialRun::wake_path(std::size_t index) {
  if (paths_[index].given_up()) return;
  wakes_.emplace(std::max(paths_[index].schedule().wake_at(), Clock::now()), index);
  arm_timer();
}

void DialRun::fail(std::size_t index, evidence::DialFailure failure) {
  paths_[index].failed(std::move(failure));
  wake_path(index);
}

void DialRun::finish(std::size_t index) {
  if (paths_[index].given_up()) return;
  paths_[index].give_up();
  if (paths_[index].plan().protocol == Protocol::tcp) {
    tcp_.abandon(index);
    services_.abandon(index);
  }
  if (--unfinished_ == 0 && done_) boost::asio::post(io_, std::exchange(done_, nullptr));
}

UdpEvents DialRun::udp_events() {
  const auto on_error = [this](std::size_t index, unsigned attempt, const net::QueuedError& error) {
    evidence::DialFailure failure;
    failure.attempt = static_cast<std::uint8_t>(attempt);
    failure.stage = evidence::DialStage::reply;
    failure.error = error.error;
    failure.icmp = error.icmp;
    fail(index, std::move(failure));
  };
  UdpEvents events;
  events.sent = [this](std::size_t index, unsigned attempt, int error, TimePoint at) {
    if (error == 0) return paths_[index].sent(attempt, at);
    evidence::DialFailure failure;
    failure.attempt = static_cast<std::uint8_t>(attempt);
    failure.stage = evidence::DialStage::send;
    failure.error = error;
    fail(index, std::move(failure));
  };
  events.answered =
      [this](
          const PathId& path, unsigned attempt, const evidence::AnswerSource& from, TimePoint now
      ) {
        const auto found = by_id_.find(path);
        if (found == by_id_.end() || !paths_[found->second].is_awaiting(attempt)) return;
        PathDial& dialled = paths_[found->second];
        if (from.address != address_of(dialled) || from.port != dialled.plan().port)
          return dialled.answered_from(from);
        destinations_.confirm(from.address);
        dialled.answered(attempt, now);
        look_at(found->second, now);  // often that was all
        arm_timer();
      };
  events.error = [this,
                  on_error](const PathId& path, unsigned attempt, const net::QueuedError& error) {
    if (const auto found = by_id_.find(path); found != by_id_.end()) {
      on_error(found->second, attempt, error);
    }
  };
  events.unnamed_error = [this, on_error](
                             const IpAddress& destination,
                             std::uint16_t port,
                             unsigned attempt,
                             const net::QueuedError& error
                         ) {
    for (std::size_t index = 0; index < paths_.size(); ++index) {
      const PathDial& path = paths_[index];
      const bool same = path.plan().protocol == Protocol::udp && path.plan().port == port &&
                        path.is_sent(attempt) && address_of(path) == destination;
      if (same) on_error(index, attempt, error);
    }
  };
  return events;
}

TcpEvents DialRun::tcp_events() {
  TcpEvents events;
  events.opened = opened_;
  events.connected = [this](std::size_t index, unsigned attempt) {
    paths_[index].connected(attempt, Clock::now());
    wake_path(index);
  };
  events.asked = [this](std::size_t index, unsigned attempt, TimePoint now) {
    paths_[index].asked(attempt, now);
  };
  events.answered = [this](std::size_t index, unsigned attempt, TimePoint now) {
    destinations_.confirm(address_of(paths_[index]));
    paths_[index].answered(attempt, now);
    wake_path(index);
  };
  events.failed = [this](std::size_t index, evidence::DialFailure failure) {
    fail(index, std::move(failure));
  };
  return events;
}

std::set<IpAddress> DialRun::dialled_addresses() const {
  std::set<IpAddress> addresses;
  for (const PathDial& path : paths_) {
    if (path.is_dialled()) addresses.insert(address_of(path));
  }
  return addresses;
}

std::optional<LookTarget> DialRun::look_target(
    const evidence::Look& look, std::chrono::milliseconds timeout
) {
  const auto found = by_id_.find(look.path);
  if (found == by_id_.end()) return std::nullopt;
  const PathDial& path = paths_[found->second];
  const evidence::DialEvidence evidence = path.evidence();
  if (evidence.sent.empty()) return std::nullopt;
  LookTarget target;
  target.look = look;
  target.protocol = path.plan().protocol;
  target.address = address_of(path);
  target.port = path.plan().port;
  target.patience = timeout;
  target.there = network_of(path);
  if (evidence.service) {
    target.question = plan_.questions[path.plan().question];
    target.dialled = dialled_text(path);
    target.said = evidence.service->kind;
  } else if (path.plan().mode != evidence::DialMode::exchange) {
    target.look.full_bytes = 0;  // only a stand-in is sent anything long
  }
  if (target.protocol == Protocol::udp && look.burst > 0)
    target.lost_ports = share_lost_ports(evidence, target.address.is_v6());
  if (evidence.round_trip) {
    const auto slowest = std::chrono::microseconds(evidence.round_trip->max_us);
    // Over a link that is slower than the timeout, half as much again as was seen.
    const Clock::duration most =
        std::max<Clock::duration>(timeout, round_trip_margin + slowest + slowest / 2);
    target.patience =
        std::min<Clock::duration>(most, round_trip_margin + round_trips_waited * slowest);
  }
  return target;
}

std::vector<std::uint16_t> DialRun::share_lost_ports(
    const evidence::DialEvidence& evidence, bool ipv6
) {
  std::vector<std::uint16_t> ports;
  for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt) {
    if (ports.size() == lost_ports_max) break;
    if (!evidence.sent.has(attempt) || evidence.answered.has(attempt)) continue;
    if (const std::uint16_t port = udp_.share_port(attempt, ipv6); port != 0) ports.push_back(port);
  }
  return ports;
}

ServiceEvents DialRun::service_events() {
  ServiceEvents events;
  events.opened = opened_;
  events.connected = [this](std::size_t index, unsigned attempt, auto question) {
    paths_[index].connected(attempt, Clock::now());
    paths_[index].allow(question);
  };
  events.heard = [this](std::size_t index, unsigned attempt, const Heard& heard) {
    const evidence::Question& asked = plan_.questions[paths_[index].plan().question];
    paths_[index].heard(attempt, heard, asked.service);
    wake_path(index);
  };
  events.failed = [this](std::size_t index, evidence::DialFailure failure) {
    fail(index, std::move(failure));
  };
  return events;
}

std::vector<evidence::KnownCluster> DialRun::clusters() const {
  for (const PathDial& path : paths_) {
    if (auto known = path.clusters(); !known.empty()) return known;
  }
  return {};
}

bool DialRun::was_open(std::size_t index, unsigned attempt, TimePoint at) const {
  if (protocol(index) == Protocol::udp) return true;  // one socket for all, as long as the run is
  const TimePoint opened = times_[index * plan_.attempts + attempt].asked_at;
  return at < opened + std::chrono::milliseconds(plan_.timeout_ms);
}

evidence::DialEvidence DialRun::evidence(std::size_t index) const {
  evidence::DialEvidence out = paths_[index].evidence();
  const Name* name = name_of(paths_[index]);
  if (name != nullptr && !name->all.empty()) {
    out.dialled = name->all.front();
    out.alternatives = name->all;
    out.by_hosts_file = name->by_hosts_file;
  } else if (name != nullptr) {
    out.alternatives = name->on_host;
  }
  if (const Vantage* vantage = vantage_of(paths_[index])) {
    out.by_dialler = vantage->is_dialler;
    out.docker_names = vantage->docker_names;
  }
  return out;
}

}  // namespace oakprobe::agent
