#include "probe-agent/run/run.hpp"

#include "net/interface_addresses.hpp"
#include "probe-agent/host/oakestra_files.hpp"

namespace oakprobe::agent {
namespace {

WatchIdentity identity_of(const wire::RunPlace& place) {
  const std::vector<IpAddress> own = net::interface_addresses();
  return {place.run, place.node, {own.begin(), own.end()}};
}

}  // namespace

Run::Run(
    boost::asio::io_context& io,
    const AgentOptions& options,
    RuleReader& reader,
    wire::RunPlace place,
    wire::Arm order,
    Send send
)
    : io_(io),
      place_(place),
      order_(std::move(order)),
      send_(std::move(send)),
      codec_(place.node, order_.key),
      receipts_(place.run, place.node, order_.peers),
      rules_(io, reader, send_) {
  wire::wipe(order_.key);
  for (const wire::ArmPort& port : order_.ports) planned_ports_.insert(port.port.port);
  // The taps first: whatever comes once a port is bound is seen.
  watch_.emplace(io_, codec_, identity_of(place_), order_, options.taps);
  // After the taps: with one open, rx_dropped no longer counts frames of protocols that nobody
  // takes.
  counters_before_ = net::read_kernel_counters();
  ports_.emplace(io_, codec_, receipts_);
  HostView host(options.host_root);
  armed_.ports = ports_->arm(order_, host);
  overlay_.emplace(read_oakestra_files(options.etc_root).tuncfg, order_.bind);
  vantages_.emplace(host);
  watch_->answer_for_owners(receipts_, *overlay_, order_, armed_.ports);
  const RunEvidence::Sources seen{order_, receipts_, *watch_, *ports_, dials_};
  evidence_.emplace(seen, counters_before_);
}

bool Run::expects(const wire::Message& message) const {
  if (std::holds_alternative<wire::Probe>(message)) {
    const bool more = phase_ == Phase::probed && dials_.size() < wire::probe_orders_max;
    return phase_ == Phase::armed || more;
  }
  if (std::holds_alternative<wire::EvidenceRequest>(message)) return phase_ != Phase::looking;
  if (std::holds_alternative<wire::LookOrder>(message)) return phase_ == Phase::probed;
  const bool is_still = phase_ == Phase::armed || phase_ == Phase::probed;
  if (std::holds_alternative<wire::RulesOrder>(message)) return is_still && rules_.takes_order();
  if (std::holds_alternative<wire::RulesRequest>(message)) return is_still && rules_.is_watching();
  return std::holds_alternative<wire::LookReceiptsRequest>(message);
}

std::string Run::execute(wire::Message& message) {
  if (auto* plan = std::get_if<wire::Probe>(&message)) return probe(*plan);
  if (const auto* order = std::get_if<wire::LookOrder>(&message)) return look(*order);
  if (auto* order = std::get_if<wire::RulesOrder>(&message)) rules_.watch(std::move(*order));
  if (const auto* request = std::get_if<wire::RulesRequest>(&message)) return rules_.tell(*request);
  if (std::holds_alternative<wire::EvidenceRequest>(message)) evidence_->tell(send_);
  if (std::holds_alternative<wire::LookReceiptsRequest>(message))
    send_(wire::LookReceipts{receipts_.looks(), evidence_->may_have_missed()});
  return "";
}

std::string Run::probe(wire::Probe& plan) {
  for (const wire::PlannedPath& path : plan.paths) {
    if (path.path.source != place_.node) return "was given a path of another source";
    planned_ports_.insert(path.port);
  }
  phase_ = Phase::probing;
  take_keys(plan);
  watch_->dial(plan);
  DialIdentity identity;
  identity.run = place_.run;
  identity.source = {order_.bind, planned_ports_};
  for (const std::string& dialler : plan.diallers)
    identity.vantages.push_back(vantages_->of(dialler));
  identity.overlay = overlay_;
  identity.opened = [this](const OpenedAttempt& attempt) { watch_->opened(attempt); };
  dials_.emplace_back(io_, codec_, std::move(identity), std::move(plan), [this] {
    if (phase_ != Phase::probing) return;
    phase_ = Phase::probed;
    send_(wire::Probed{});
  });
  dials_.back().start();
  return "";
}

void Run::take_keys(wire::Probe& plan) {
  const std::vector<NodeId> targets = wire::targets_of(plan.paths);
  std::vector<wire::TargetKey> keys;
  keys.reserve(targets.size());
  for (std::size_t at = 0; at < targets.size(); ++at) keys.push_back({targets[at], plan.keys[at]});
  codec_.keys().add(keys);
  for (wire::TargetKey& one : keys) wire::wipe(one.key);
  for (wire::ProbeKey& key : plan.keys) wire::wipe(key);
  plan.keys = {};
}

std::optional<LookTarget> Run::look_target(
    const evidence::Look& look, std::chrono::milliseconds timeout
) {
  for (DialRun& dials : dials_)
    if (auto target = dials.look_target(look, timeout)) return target;
  return std::nullopt;
}

std::string Run::look(const wire::LookOrder& order) {
  std::vector<LookTarget> targets;
  std::set<PathId> paths;
  for (const evidence::Look& look : order.looks) {
    const auto target = look_target(look, std::chrono::milliseconds(order.timeout_ms));
    if (!target || !paths.insert(look.path).second)
      return "was told to look closer at a path that it did not dial, or twice";
    targets.push_back(*target);
  }
  phase_ = Phase::looking;
  ProbeSource source{order_.bind, planned_ports_};
  looks_.emplace(io_, codec_, place_.run, std::move(source), std::move(targets), [this] {
    if (phase_ != Phase::looking) return;
    phase_ = Phase::probed;
    send_(wire::Looked{looks_->evidence()});
  });
  looks_->start();
  return "";
}

}  // namespace oakprobe::agent
