#include "probe-agent/run/run_evidence.hpp"

#include "net/interface_addresses.hpp"
#include "net/policy_routes.hpp"
#include "probe-agent/host/inner_ways.hpp"
#include "probe-agent/run/evidence_parts.hpp"
#include "probe-agent/run/unheard_errors.hpp"

#include <algorithm>
#include <tuple>

namespace oakprobe::agent {

RunEvidence::RunEvidence(const Sources& sources, evidence::KernelCounters before)
    : of_(sources), before_(std::move(before)) {}

// What rose since it was armed. The kernel counts what another process's socket had no room for
// together with what ours had none for.
evidence::KernelCounters RunEvidence::risen_counters() const {
  const LiveAnswers* owners = of_.watch.owners();
  // First: of the two the smaller must be subtracted.
  const std::uint64_t drops = owners != nullptr ? owners->owner_drops() : 0;
  evidence::KernelCounters counters = net::risen(before_, net::read_kernel_counters());
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

bool RunEvidence::may_have_missed() {
  return risen_counters().udp_receive_overflows.value_or(0) > 0 ||
         of_.watch.state().udp == evidence::TapState::overflowed;
}

evidence::NodeEvidence RunEvidence::of_node() {
  evidence::NodeEvidence whole;
  whole.receipts = of_.receipts.receipts();
  whole.strangers = of_.receipts.strangers();
  whole.counters = risen_counters();
  whole.counters.accepts_failed = of_.ports.failed_accepts();
  of_.watch.tell(whole);
  whole.no_route_to = peers_without_route();
  for (const DialRun& dials : of_.dials)
    if (whole.clusters.empty()) whole.clusters = dials.clusters();
  return whole;
}

void RunEvidence::tell(const std::function<void(const wire::Message&)>& send) {
  of_.receipts.expect_looks();  // none is ordered before all have told
  evidence::NodeEvidence whole = of_node();
  const std::vector<const evidence::PathSights*> sights = of_.watch.sights();
  tell_ways(whole, sights);
  using Dialled = std::tuple<PathId, const DialRun*, std::uint32_t>;
  std::vector<Dialled> dialled;  // in the order that makes the fewest runs (wire/path_runs.hpp)
  for (const DialRun& dials : of_.dials) {
    for (std::uint32_t index = 0; index < dials.path_count(); ++index)
      dialled.emplace_back(dials.path(index), &dials, index);
  }
  std::ranges::sort(dialled);
  const auto evidence_of = [&](std::size_t at) {
    const auto& [path, dials, index] = dialled[at];
    evidence::DialEvidence evidence = dials->evidence(index);
    if (of_.watch.overheard_any()) add_unheard_errors(of_.watch, *dials, index, evidence);
    return evidence;
  };
  send_in_parts(
      std::move(whole),
      {dialled.size(), evidence_of},
      {sights.size(), [&](std::size_t at) { return *sights[at]; }},
      [&send](wire::Evidence part) { send(std::move(part)); }
  );
}

// Whom this node dialled in vain, and who dialled it.
std::set<IpAddress> RunEvidence::partners(const evidence::NodeEvidence& evidence) const {
  std::set<IpAddress> partners;
  for (const DialRun& dials : of_.dials)
    dials.for_each_unanswered([&](const IpAddress& one) { partners.insert(one); });
  for (const wire::ArmPeer& peer : of_.order.peers) partners.insert(peer.address);
  for (const evidence::ReceiptEvidence& one : evidence.receipts)
    partners.insert(one.observed_source);
  for (const evidence::SeenHandshake& one : evidence.seen_handshakes) partners.insert(one.from);
  std::erase_if(partners, [](const IpAddress& one) { return one.is_unspecified(); });
  return partners;
}

// Who was answered needs no question about the way back: the kernel took the answer.
std::vector<IpAddress> RunEvidence::peers_without_route() const {
  const auto tcp = of_.receipts.answered_sources(Protocol::tcp);
  const auto udp = of_.receipts.answered_sources(Protocol::udp);
  std::set<IpAddress> peers;  // nodes may share one
  for (const wire::ArmPeer& peer : of_.order.peers)
    if (!tcp.contains(peer.address) && !udp.contains(peer.address)) peers.insert(peer.address);
  net::RouteLookup routes(of_.order.bind);
  std::erase_if(peers, [&](const IpAddress& peer) { return routes.finds(peer); });
  return {peers.begin(), peers.end()};
}

// What was dialled in vain, and who dialled, unless an answer is known to have left; of those, what
// the hops may tell of. What the kernel takes for a datagram's answer tells nothing of that.
std::set<IpAddress> RunEvidence::perhaps_unreached(Sights sights, const net::NextHops& hops) const {
  std::set<IpAddress> addresses;
  const auto add = [&](const IpAddress& one) {
    if (hops.may_tell_of(one)) addresses.insert(one);
  };
  for (const IpAddress& one : of_.receipts.answered_sources(Protocol::udp)) add(one);
  for (const wire::ArmPeer& peer : of_.order.peers) add(peer.address);
  for (const IpAddress& one : of_.receipts.answered_sources(Protocol::tcp)) addresses.erase(one);
  for (const evidence::PathSights* one : sights) {
    const auto source = of_.receipts.source_of(one->path);
    if (source && !(*one)[evidence::Sight::answer_left].empty()) addresses.erase(*source);
  }
  for (const DialRun& dials : of_.dials) dials.for_each_unanswered(add);
  return addresses;
}

void RunEvidence::tell_ways(evidence::NodeEvidence& evidence, Sights sights) {
  net::NextHops hops(of_.order.bind);
  dead_ends_.tell(perhaps_unreached(sights, hops), hops, evidence);
  if (const net::PolicyRoutes policy; !policy.empty()) {
    std::set<IpAddress> dialled;
    for (const DialRun& dials : of_.dials) dialled.merge(dials.dialled_addresses());
    tell_policy_routed(policy, dialled, hops, evidence);
  }
  // What leaves from a loopback address stays on the host, whatever the way is called.
  if (!of_.order.bind || !of_.order.bind->is_loopback())
    tell_inner_ways(partners(evidence), hops, evidence);
}

}  // namespace oakprobe::agent
