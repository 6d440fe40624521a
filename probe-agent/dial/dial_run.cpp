#include "probe-agent/dial/dial_run.hpp"

#include "net/name_resolver.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace oakprobe::agent {
namespace {

constexpr std::chrono::seconds resolve_limit{2};

// How long a further answer of a path may take that has answered before.
constexpr std::chrono::milliseconds round_trip_margin{200};
constexpr int round_trips_waited = 3;

// Over a link that is slower than the timeout, half as much again as was seen.
Clock::duration patience_for(
    const std::optional<evidence::RoundTrip>& seen, std::chrono::milliseconds timeout
) {
  if (!seen) return timeout;
  const std::chrono::microseconds slowest(seen->max_us);
  const Clock::duration most =
      std::max<Clock::duration>(timeout, round_trip_margin + slowest + slowest / 2);
  return std::min<Clock::duration>(most, round_trip_margin + round_trips_waited * slowest);
}

// This host's own kernel took none of it.
bool is_refused(const evidence::DialEvidence& evidence) {
  return std::ranges::any_of(evidence.failures, [](const evidence::DialFailure& failure) {
    return failure.stage == evidence::DialStage::send;
  });
}

// Nothing is sent but what is asked again.
bool is_lone(const evidence::Look& look) {
  return look.again != evidence::AskAgain::no && look.burst == 0 && look.full_bytes == 0 &&
         !look.trace;
}

}  // namespace

DialRun::DialRun(
    boost::asio::io_context& io,
    const wire::DatagramCodec& codec,
    DialIdentity identity,
    wire::Probe plan,
    std::function<void()> done
)
    : io_(io),
      timer_(io),
      done_(std::move(done)),
      sockets_(io, codec, identity.run, identity.source, std::move(identity.opened)),
      progress_(
          std::move(plan),
          {identity.source.bind, std::move(identity.vantages), std::move(identity.overlay)},
          &Clock::now,
          sockets_
      ) {
  sockets_.report_to(progress_, [this] { arm_timer(); });
}

void DialRun::start() {
  progress_.begin();
  net::resolve_names(
      io_,
      progress_.questions(),
      resolve_limit,
      [this, watch = lifetime_.watch()](const std::vector<net::ResolvedName>& found) {
        if (watch.expired()) return;
        progress_.resolved(found);
        arm_timer();
      }
  );
}

// One timer for all paths, set for what is due first. Who answers may move that, so it is asked for
// after each event.
void DialRun::arm_timer() {
  if (progress_.is_over() && done_) boost::asio::post(io_, std::exchange(done_, nullptr));
  const TimePoint next = progress_.next_due();
  if (next >= timer_at_) return;  // then it will be armed anew
  timer_at_ = next;
  timer_.expires_at(next);
  timer_.async_wait(lifetime_.when_over([this] {
    timer_at_ = TimePoint::max();
    progress_.run_due();
    arm_timer();
  }));
}

std::set<IpAddress> DialRun::dialled_addresses() const {
  std::set<IpAddress> addresses;
  for (const PathDial& path : progress_.paths())
    if (path.is_dialled()) addresses.insert(progress_.address_of(path));
  return addresses;
}

std::optional<LookTarget> DialRun::look_target(
    const evidence::Look& look, std::chrono::milliseconds timeout
) {
  const PathDial* const path = progress_.find(look.path);
  if (path == nullptr) return std::nullopt;
  const evidence::DialEvidence evidence = path->evidence();
  if (evidence.sent.empty() && !(is_refused(evidence) && is_lone(look))) return std::nullopt;
  const wire::PlannedPath& plan = path->plan();
  LookTarget target;
  target.look = look;
  target.protocol = plan.protocol;
  target.address = progress_.address_of(*path);
  target.port = plan.port;
  target.patience = patience_for(evidence.round_trip, timeout);
  target.there = progress_.names().network_of(plan);
  if (evidence.service) {
    target.question = progress_.plan().questions[plan.question];
    target.dialled = progress_.names().text_of(plan);
    target.said = evidence.service->kind;
  } else if (plan.mode != evidence::DialMode::exchange) {
    target.look.full_bytes = 0;  // only a stand-in is sent anything long
  }
  if (target.protocol == Protocol::udp && look.burst > 0)
    target.lost_ports = share_lost_ports(evidence, target.address.is_v6());
  return target;
}

std::vector<std::uint16_t> DialRun::share_lost_ports(
    const evidence::DialEvidence& evidence, bool ipv6
) {
  std::vector<std::uint16_t> ports;
  for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt) {
    if (ports.size() == lost_ports_max) break;
    if (!evidence.sent.has(attempt) || evidence.answered.has(attempt)) continue;
    if (const std::uint16_t port = sockets_.share_port(attempt, ipv6); port != 0)
      ports.push_back(port);
  }
  return ports;
}

std::vector<evidence::KnownCluster> DialRun::clusters() const {
  for (const PathDial& path : progress_.paths()) {
    if (auto known = path.clusters(); !known.empty()) return known;
  }
  return {};
}

// What comes behind an attempt's time meets no socket any more: the kernel refuses it.
bool DialRun::was_open(std::size_t index, unsigned attempt, TimePoint at) const {
  if (protocol(index) == Protocol::udp) return true;  // one socket for all, as long as the run is
  const std::chrono::milliseconds timeout(progress_.plan().timeout_ms);
  return at < progress_.asked_at(index, attempt) + timeout;
}

evidence::DialEvidence DialRun::evidence(std::size_t index) const {
  const PathDial& path = progress_.paths()[index];
  evidence::DialEvidence out = path.evidence();
  progress_.names().describe(path.plan(), out);
  return out;
}

}  // namespace oakprobe::agent
