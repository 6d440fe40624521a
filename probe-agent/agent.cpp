#include "probe-agent/agent.hpp"

#include "net/device_table.hpp"
#include "net/interface_addresses.hpp"
#include "net/network_namespace.hpp"
#include "net/next_hop.hpp"
#include "net/policy_routes.hpp"
#include "probe-agent/clock.hpp"
#include "probe-agent/evidence_parts.hpp"
#include "probe-agent/host/facts.hpp"
#include "probe-agent/host/inner_ways.hpp"
#include "probe-agent/host/oakestra_files.hpp"
#include "probe-agent/unheard_errors.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <tuple>

namespace oakprobe::agent {
namespace {

constexpr std::chrono::milliseconds last_look{200};

// A check is a dozen messages, and a keepalive each 5 s.
constexpr std::size_t messages_free = 200;
constexpr std::size_t messages_per_second_max = 2;

}  // namespace

Agent::Agent(
    boost::asio::io_context& io,
    AgentOptions options,
    std::function<void(int exit_code, std::string why)> ended
)
    : io_(io),
      options_(std::move(options)),
      ended_(std::move(ended)),
      channel_(
          io,
          options_.input,
          options_.output,
          {[this](wire::Message message) { on_message(message); },
           [this](const std::string& why) {
             if (why.empty()) return stop(0, "");
             fail(
                 "cannot go on with the coordinator's stream: " + why +
                 "; nothing but oakprobe may write to the agent's standard input, and both must be "
                 "of the same version"
             );
           },
           [this] { renew_lease(options_.limits.lease); }}
      ),
      lease_timer_(io),
      keepalive_timer_(io),
      end_timer_(io),
      flood_guard_(messages_free, messages_per_second_max) {}

Agent::~Agent() = default;

void Agent::start() {
  renew_lease(options_.limits.hello);
  channel_.start();
}

void Agent::renew_lease(std::chrono::milliseconds limit) {
  if (!ended_) return;
  lease_timer_.expires_after(std::max(limit - last_look, limit / 2));
  lease_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled && lease_is_over()) end_lease();
  });
}

// A timer whose handler waits for its turn can be renewed, and not be cancelled any more.
bool Agent::lease_is_over() const { return lease_timer_.expiry() <= Clock::now(); }

void Agent::end_lease() {
  // If it was us who slept (a stopped process, a busy machine), its words may wait unread.
  lease_timer_.expires_after(last_look);
  lease_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled || !lease_is_over()) return;
    stop(
        1,
        phase_ == Phase::greeted
            ? "the coordinator did not say hello; is it oakprobe that started this?"
            : "the coordinator fell silent; every port is free again"
    );
  });
}

void Agent::send_keepalives() {
  keepalive_timer_.expires_after(options_.limits.keepalive);
  keepalive_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    channel_.send(wire::Keepalive{});
    send_keepalives();
  });
}

void Agent::on_message(wire::Message& message) {
  if (!ended_) return;
  if (phase_ != Phase::greeted) {
    renew_lease(options_.limits.lease);
    if (!flood_guard_.take(std::chrono::floor<std::chrono::seconds>(Clock::now() - welcomed_at_))) {
      return fail("the coordinator floods this agent with messages; is it oakprobe?");
    }
  }
  const auto unexpected = [&] {
    fail(
        "did not expect '" + std::string(wire::type_name(message)) +
        "' now; install the same version of oakprobe on both"
    );
  };
  if (const auto* hello = std::get_if<wire::Hello>(&message)) {
    return phase_ == Phase::greeted ? on_hello(*hello) : unexpected();
  }
  if (phase_ == Phase::greeted) return unexpected();
  if (std::holds_alternative<wire::Keepalive>(message)) return;
  if (std::holds_alternative<wire::Bye>(message)) return stop(0, "");
  if (std::holds_alternative<wire::FactsRequest>(message)) {
    if (phase_ != Phase::welcomed) return unexpected();
    return channel_.send(read_facts(options_.etc_root, options_.host_root));
  }
  if (const auto* order = std::get_if<wire::Arm>(&message)) {
    return phase_ == Phase::welcomed ? on_arm(*order) : unexpected();
  }
  if (auto* plan = std::get_if<wire::Probe>(&message)) {
    const bool more = phase_ == Phase::probed && dials_.size() < wire::probe_orders_max;
    return phase_ == Phase::armed || more ? on_probe(*plan) : unexpected();
  }
  if (std::holds_alternative<wire::EvidenceRequest>(message)) {
    const bool has_some =
        phase_ == Phase::armed || phase_ == Phase::probing || phase_ == Phase::probed;
    return has_some ? send_evidence() : unexpected();
  }
  if (const auto* order = std::get_if<wire::LookOrder>(&message)) {
    return phase_ == Phase::probed ? on_look(*order) : unexpected();
  }
  if (std::holds_alternative<wire::LookReceiptsRequest>(message)) {
    if (!receipts_ || phase_ == Phase::disarmed) return unexpected();
    return channel_.send(wire::LookReceipts{receipts_->looks(), may_have_missed()});
  }
  if (std::holds_alternative<wire::Disarm>(message)) {
    disarm();
    return channel_.send(wire::Disarmed{});
  }
  unexpected();
}

void Agent::on_hello(const wire::Hello& hello) {
  if (hello.version != wire::protocol_version) {
    return fail(
        "the coordinator speaks protocol " + std::to_string(hello.version) + ", this agent (" +
        OAKPROBE_VERSION + ") speaks " + std::to_string(wire::protocol_version) +
        "; install the same version of oakprobe on both"
    );
  }
  hello_ = hello;
  phase_ = Phase::welcomed;
  welcomed_at_ = Clock::now();
  channel_.trust_peer();
  renew_lease(options_.limits.lease);
  const Capabilities capabilities = read_capabilities();
  wire::Welcome welcome;
  welcome.oakprobe = OAKPROBE_VERSION;
  welcome.net_raw = capabilities.net_raw;
  welcome.net_admin = capabilities.net_admin;
  welcome.network_namespace = net::network_namespace();
  channel_.send(welcome);
  send_keepalives();
}

void Agent::on_arm(const wire::Arm& order) {
  order_ = order;
  end_timer_.expires_after(std::chrono::seconds(order.ends_after_s));
  end_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled) stop(1, "the time of this run is over; every port is free again");
  });
  for (const wire::ArmPort& port : order.ports) planned_ports_.insert(port.port.port);
  codec_.emplace(hello_.node, order.key);
  wire::wipe(order_.key);
  receipts_.emplace(hello_.run, hello_.node, order.peers);
  // The taps first: whatever comes once a port is bound is seen.
  const std::vector<IpAddress> own = net::interface_addresses();
  watch_.emplace(
      io_,
      *codec_,
      WatchIdentity{hello_.run, hello_.node, {own.begin(), own.end()}},
      order,
      options_.taps
  );
  // After the taps: with one open, rx_dropped no longer counts frames of protocols that nobody
  // takes.
  counters_before_ = net::read_kernel_counters();
  ports_.emplace(io_, *codec_, *receipts_);
  phase_ = Phase::armed;
  wire::Armed armed;
  HostView host(options_.host_root);
  armed.ports = ports_->arm(order, host);
  overlay_.emplace(read_oakestra_files(options_.etc_root).tuncfg, order.bind);
  vantages_.emplace(host);
  watch_->answer_for_owners(*receipts_, *overlay_, order, armed.ports);
  if (options_.confine) options_.confine(vantages_->networks());
  channel_.send(armed);
}

void Agent::on_probe(wire::Probe& plan) {
  for (const wire::PlannedPath& path : plan.paths) {
    if (path.path.source != hello_.node) return fail("was given a path of another source");
    planned_ports_.insert(path.port);
  }
  phase_ = Phase::probing;
  take_keys(plan);
  watch_->dial(plan);
  DialIdentity identity;
  identity.run = hello_.run;
  identity.source = {order_.bind, planned_ports_};
  for (const std::string& dialler : plan.diallers)
    identity.vantages.push_back(vantages_->of(dialler));
  identity.overlay = overlay_;
  identity.opened = [this](const OpenedAttempt& attempt) { watch_->opened(attempt); };
  dials_.emplace_back(io_, *codec_, std::move(identity), std::move(plan), [this] {
    if (phase_ != Phase::probing) return;
    phase_ = Phase::probed;
    channel_.send(wire::Probed{});
  });
  dials_.back().start();
}

void Agent::take_keys(wire::Probe& plan) {
  const std::vector<NodeId> targets = wire::targets_of(plan.paths);
  std::vector<wire::TargetKey> keys;
  keys.reserve(targets.size());
  for (std::size_t at = 0; at < targets.size(); ++at) keys.push_back({targets[at], plan.keys[at]});
  codec_->keys().add(keys);
  for (wire::TargetKey& one : keys) wire::wipe(one.key);
  for (wire::ProbeKey& key : plan.keys) wire::wipe(key);
  plan.keys = {};
}

std::optional<LookTarget> Agent::look_target(
    const evidence::Look& look, std::chrono::milliseconds timeout
) {
  for (DialRun& dials : dials_)
    if (auto target = dials.look_target(look, timeout)) return target;
  return std::nullopt;
}

void Agent::on_look(const wire::LookOrder& order) {
  std::vector<LookTarget> targets;
  std::set<PathId> paths;
  for (const evidence::Look& look : order.looks) {
    const auto target = look_target(look, std::chrono::milliseconds(order.timeout_ms));
    if (!target || !paths.insert(look.path).second)
      return fail("was told to look closer at a path that it did not dial, or twice");
    targets.push_back(*target);
  }
  phase_ = Phase::looking;
  looks_.emplace(
      io_,
      *codec_,
      hello_.run,
      ProbeSource{order_.bind, planned_ports_},
      std::move(targets),
      [this] {
        if (phase_ != Phase::looking) return;
        phase_ = Phase::probed;
        channel_.send(wire::Looked{looks_->evidence()});
      }
  );
  looks_->start();
}

// What rose since it was armed. The kernel counts what another process's socket had no room for
// together with what ours had none for.
evidence::KernelCounters Agent::risen_counters() const {
  const LiveAnswers* owners = watch_->owners();
  // First: of the two the smaller must be subtracted.
  const std::uint64_t drops = owners != nullptr ? owners->owner_drops() : 0;
  evidence::KernelCounters counters = net::risen(counters_before_, net::read_kernel_counters());
  if (owners == nullptr) return counters;
  counters.owner_drops = drops;
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(owners->age()).count();
  counters.owner_drops_ms = static_cast<std::uint32_t>(age);
  // Corrupted ones, which a socket counts too, the kernel counts elsewhere.
  auto& overflows = counters.udp_receive_overflows;
  if (overflows && counters.udp_checksum_errors) {
    const std::uint64_t corrupted = std::min(drops, *counters.udp_checksum_errors);
    *overflows -= std::min(*overflows, drops - corrupted);
  }
  return counters;
}

// What came while a queue was full was not received, and is not lost.
bool Agent::may_have_missed() {
  return risen_counters().udp_receive_overflows.value_or(0) > 0 ||
         watch_->state().udp == evidence::TapState::overflowed;
}

void Agent::send_evidence() {
  receipts_->expect_looks();  // none is ordered before all have told
  evidence::NodeEvidence whole;
  whole.receipts = receipts_->receipts();
  whole.strangers = receipts_->strangers();
  whole.counters = risen_counters();
  whole.counters.accepts_failed = ports_->failed_accepts();
  watch_->tell(whole);
  whole.no_route_to = peers_without_route();
  for (const DialRun& dials : dials_)
    if (whole.clusters.empty()) whole.clusters = dials.clusters();
  const std::vector<const evidence::PathSights*> sights = watch_->sights();
  tell_ways(whole, sights);
  using Dialled = std::tuple<PathId, const DialRun*, std::uint32_t>;
  std::vector<Dialled> dialled;  // in the order that makes the fewest runs (wire/path_runs.hpp)
  for (const DialRun& dials : dials_) {
    for (std::uint32_t index = 0; index < dials.path_count(); ++index)
      dialled.emplace_back(dials.path(index), &dials, index);
  }
  std::ranges::sort(dialled);
  const auto evidence_of = [&](std::size_t at) {
    const auto& [path, dials, index] = dialled[at];
    evidence::DialEvidence evidence = dials->evidence(index);
    if (watch_->overheard_any()) add_unheard_errors(*watch_, *dials, index, evidence);
    return evidence;
  };
  send_in_parts(
      std::move(whole),
      {dialled.size(), evidence_of},
      {sights.size(), [&](std::size_t at) { return *sights[at]; }},
      [this](wire::Evidence part) { channel_.send(std::move(part)); }
  );
}

// Whom this node dialled in vain, and who dialled it.
std::set<IpAddress> Agent::partners(const evidence::NodeEvidence& evidence) const {
  std::set<IpAddress> partners;
  for (const DialRun& dials : dials_)
    dials.for_each_unanswered([&](const IpAddress& one) { partners.insert(one); });
  for (const wire::ArmPeer& peer : order_.peers) partners.insert(peer.address);
  for (const evidence::ReceiptEvidence& one : evidence.receipts)
    partners.insert(one.observed_source);
  for (const evidence::SeenHandshake& one : evidence.seen_handshakes) partners.insert(one.from);
  std::erase_if(partners, [](const IpAddress& one) { return one.is_unspecified(); });
  return partners;
}

// Who was answered needs no question about the way back: the kernel took the answer.
std::vector<IpAddress> Agent::peers_without_route() const {
  const auto tcp = receipts_->answered_sources(Protocol::tcp);
  const auto udp = receipts_->answered_sources(Protocol::udp);
  std::set<IpAddress> peers;  // nodes may share one
  for (const wire::ArmPeer& peer : order_.peers)
    if (!tcp.contains(peer.address) && !udp.contains(peer.address)) peers.insert(peer.address);
  net::RouteLookup routes(order_.bind);
  std::erase_if(peers, [&](const IpAddress& peer) { return routes.finds(peer); });
  return {peers.begin(), peers.end()};
}

// What was dialled in vain, and who dialled, unless an answer is known to have left; of those, what
// the hops may tell of. What the kernel takes for a datagram's answer tells nothing of that.
std::set<IpAddress> Agent::perhaps_unreached(
    std::span<const evidence::PathSights* const> sights, const net::NextHops& hops
) const {
  std::set<IpAddress> addresses;
  const auto add = [&](const IpAddress& one) {
    if (hops.may_tell_of(one)) addresses.insert(one);
  };
  for (const IpAddress& one : receipts_->answered_sources(Protocol::udp)) add(one);
  for (const wire::ArmPeer& peer : order_.peers) add(peer.address);
  for (const IpAddress& one : receipts_->answered_sources(Protocol::tcp)) addresses.erase(one);
  for (const evidence::PathSights* one : sights) {
    const auto source = receipts_->source_of(one->path);
    if (source && !(*one)[evidence::Sight::answer_left].empty()) addresses.erase(*source);
  }
  for (const DialRun& dials : dials_) dials.for_each_unanswered(add);
  return addresses;
}

void Agent::tell_ways(
    evidence::NodeEvidence& evidence, std::span<const evidence::PathSights* const> sights
) {
  net::NextHops hops(order_.bind);
  dead_ends_.tell(perhaps_unreached(sights, hops), hops, evidence);
  if (const net::PolicyRoutes policy; !policy.empty()) {
    std::set<IpAddress> dialled;
    for (const DialRun& dials : dials_) dialled.merge(dials.dialled_addresses());
    tell_policy_routed(policy, dialled, hops, evidence);
  }
  // What leaves from a loopback address stays on the host, whatever the way is called.
  if (!order_.bind || !order_.bind->is_loopback())
    tell_inner_ways(partners(evidence), hops, evidence);
}

void Agent::disarm() {
  phase_ = Phase::disarmed;
  looks_.reset();
  dials_.clear();
  ports_.reset();
  watch_.reset();
}

void Agent::fail(const std::string& why) {
  if (!ended_) return;
  channel_.send(wire::Failed{why});
  stop(1, why);
}

void Agent::stop(int exit_code, std::string why) {
  if (!ended_) return;
  disarm();
  lease_timer_.cancel();
  keepalive_timer_.cancel();
  end_timer_.cancel();
  auto ended = std::exchange(ended_, nullptr);
  // Last words are worth a moment, but not a wait for a coordinator that does not read.
  const auto once = std::make_shared<bool>(false);
  auto end = [once, ended = std::move(ended), exit_code, why = std::move(why)] {
    if (!std::exchange(*once, true)) ended(exit_code, why);
  };
  lease_timer_.expires_after(std::chrono::milliseconds(500));
  lease_timer_.async_wait([end](const boost::system::error_code& cancelled) {
    if (!cancelled) end();
  });
  channel_.flush(end);
}

}  // namespace oakprobe::agent
