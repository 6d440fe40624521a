#include "coordinator/check/finish_check.hpp"

#include "base/ip_address.hpp"
#include "coordinator/check/drill_down.hpp"
#include "coordinator/diagnosis/judge_anew.hpp"
#include "coordinator/diagnosis/known_path.hpp"
#include "inventory/exposure.hpp"

#include <algorithm>
#include <bit>

namespace oakprobe::check {
namespace {

// Paths judged, and nodes looked at, between two turns of whoever waits: some milliseconds.
constexpr std::size_t paths_per_slice = 4'096;
constexpr std::size_t steps_per_slice = 16;

// Those that left: of the base attempts, and of a closer look.
int datagrams_of(const diagnosis::PathState& path) {
  int sent = path.dial->sent.count();
  if (!path.look) return sent;
  sent += std::popcount(path.look->seen.burst_sent) + path.look->seen.asked_again;
  for (const evidence::SizedProbe& size : path.look->seen.sizes) sent += size.error == 0 ? 1 : 0;
  return sent + static_cast<int>(path.look->seen.hops.size());
}

// A trace of TCP that came to the path's end may have connected once more.
std::uint32_t traced_connections(const diagnosis::PathState& path) {
  if (!path.look) return 0;
  return static_cast<std::uint32_t>(std::ranges::count_if(
      path.look->seen.hops, [](const evidence::Hop& hop) { return hop.is_end; }
  ));
}

// A connection that was made, and not to our own stand-in, was somebody's; a datagram without an
// agent's word on the port may have met nobody.
void add_touch(
    diagnosis::Touched& touched,
    evidence::ListenMode mode,
    Protocol protocol,
    const diagnosis::PathState& path
) {
  if (!path.dial) return;
  if (protocol == Protocol::tcp && mode != evidence::ListenMode::stand_in)
    touched.live_connections += static_cast<std::uint32_t>(path.dial->connected.count()) +
                                (path.dial->service ? path.dial->service->follow_ups : 0U) +
                                traced_connections(path);
  if (protocol == Protocol::udp && mode == evidence::ListenMode::live)
    touched.live_datagrams += static_cast<std::uint32_t>(datagrams_of(path));
}

// Takes out the attempts that were still under way.
void drop_unfinished(diagnosis::FinishedPath& path, Protocol protocol) {
  if (!path.dial) return;
  evidence::DialEvidence& dial = path.dial.edit();
  std::uint32_t finished = dial.answered.bits();
  if (protocol == Protocol::tcp && path.mode != evidence::DialMode::exchange)
    finished |= dial.connected.bits();
  for (const evidence::DialFailure& failure : dial.failures) finished |= 1U << failure.attempt;
  dial.sent = evidence::AttemptSet(dial.sent.bits() & finished);
  dial.connected = evidence::AttemptSet(dial.connected.bits() & finished);
  dial.not_tried = finished == 0;
  if (!path.receipt) return;
  evidence::ReceiptEvidence& receipt = path.receipt.edit();
  receipt.delivered = evidence::AttemptSet(receipt.delivered.bits() & finished);
  receipt.answered = evidence::AttemptSet(receipt.answered.bits() & finished);
  if (receipt.delivered.empty()) path.receipt.reset();
}

void finish_path(
    diagnosis::FinishedCheck& check,
    diagnosis::JudgementPool& verdicts,
    diagnosis::FinishedPath& path,
    bool probed
) {
  if (!probed) drop_unfinished(path, check.inventory.flow(path.id.flow).protocol);
  diagnosis::judge_path(check, verdicts, path);
}

}  // namespace

diagnosis::FinishedCheck begin_check(inventory::Inventory inventory) {
  diagnosis::FinishedCheck check;
  check.inventory = std::move(inventory);
  check.nodes.resize(check.inventory.nodes.size());
  for (std::size_t node = 0; node < check.nodes.size(); ++node)
    check.nodes[node].address = check.inventory.nodes[node].address;
  check.exposure_checked = inventory::can_try_exposure(check.inventory);
  return check;
}

namespace {

constexpr std::uint16_t listens_by_facts = 0;  // the port that is bound is known when these are

bool is_end_of(const diagnosis::PathEnd& end, const DialledPath& dialled) {
  const bool is_auto = dialled.address.empty();
  return (is_auto ? end.address->is_auto() : *end.address == dialled.address) &&
         end.port == dialled.expected.port && end.listen_port == dialled.listen.port &&
         end.tls == dialled.expected.tls;
}

// Mostly as the source before dialled it: an address is read once for all who dial it.
diagnosis::PathEnd end_of(const diagnosis::FinishedCheck& check, const DialledPath& dialled) {
  const PathId& id = dialled.expected.id;
  const diagnosis::PathEnd* known = check.paths.latest_end(id.flow, id.target);
  if (known != nullptr && is_end_of(*known, dialled)) return *known;
  diagnosis::PathEnd end;
  end.address =
      dialled.address.empty() ? inventory::Address(inventory::address_auto) : dialled.address;
  end.port = dialled.expected.port;
  end.listen_port = dialled.listen.port;
  end.tls = dialled.expected.tls;
  return end;
}

}  // namespace

void add_path(diagnosis::FinishedCheck& check, const inventory::ExpectedPath& expected) {
  DialledPath dialled;
  dialled.expected = expected;
  if (!expected.address->is_auto()) dialled.address = *expected.address;
  const Protocol protocol = check.inventory.flow(expected.id.flow).protocol;
  dialled.listen = {protocol, expected.listen.value_or(listens_by_facts)};
  add_path(check, dialled);
}

void note_facts(diagnosis::FinishedCheck& check) {
  check.paths.for_each_end([&](FlowId, NodeId target, diagnosis::PathEnd& end) {
    const evidence::Facts& known = check.nodes[index_of(target)].observation.facts;
    if (end.listen_port == listens_by_facts)
      end.listen_port = bound_tunnel_port(known).value_or(end.port);
    if (!end.address->is_auto()) return;
    if (auto told = told_address(known)) end.address = *std::move(told);
  });
}

void add_path(diagnosis::FinishedCheck& check, const DialledPath& dialled, unsigned round) {
  diagnosis::FinishedPath path;
  path.id = dialled.expected.id;
  static_cast<diagnosis::PathEnd&>(path) = end_of(check, dialled);
  path.round = static_cast<std::uint8_t>(round);
  // A SYN may have come under another sequence number; a probe of UDP names its path.
  if (dialled.listen.protocol == Protocol::udp) path.arrivals_certain = evidence::AttemptSet(~0U);
  check.paths.add(path);
}

// What a port's owner is called is told once for all paths that lead to it.
void note_ends(diagnosis::FinishedCheck& check) {
  const evidence::ArmedPort nobody_looked;
  check.paths.for_each_end([&](FlowId flow, NodeId target, diagnosis::PathEnd& end) {
    const inventory::Flow& described = check.inventory.flow(flow);
    const evidence::ArmedPort* listener = find_port(
        check.nodes[index_of(target)].observation.armed, {described.protocol, end.listen_port}
    );
    end.mode = dial_mode(described, listener);
    const evidence::ArmedPort& there = listener != nullptr ? *listener : nobody_looked;
    end.listener = there.mode;
    end.listener_process = there.process;
    end.listener_pid = there.pid;
  });
}

Judging::Judging(diagnosis::FinishedCheck& check) : check_(check) {}

// Findings may have changed the judgement of paths that nothing else concerns: those were put back
// as changed.
void Judging::begin(const ProbedRounds& probed) {
  probed_ = probed;
  next_ = 0;
  findings_.reset();
  summing_.reset();
  if (finished_) changed_.assign(check_.nodes.size(), known_.empty());
  finished_ = false;
  known_.resize(check_.nodes.size());
  for (std::size_t at = 0; at < check_.nodes.size(); ++at) {
    diagnosis::FinishedNode& node = check_.nodes[at];
    node.touched = {};
    node.findings.clear();
    for (const evidence::ArmedPort& port : node.observation.armed)
      if (port.mode == evidence::ListenMode::stand_in) node.touched.bound.push_back(port.port);
    const diagnosis::NodeObservation& seen = node.observation;
    Known known{seen.agent, seen.privileged, seen.evidence_complete, node.told, seen.agent_error};
    if (known == known_[at]) continue;
    known_[at] = std::move(known);
    changed_[at] = true;
  }
}

bool Judging::is_judged(std::size_t at, const PathId& id) const {
  return check_.paths.is_judged(at) && !changed_[index_of(id.source)] &&
         !changed_[index_of(id.target)];
}

void Judging::judge_slice() {
  const std::size_t end = std::min(check_.paths.size(), next_ + paths_per_slice);
  for (; next_ < end; ++next_) {
    const PathId id = check_.paths.id_at(next_);
    add_touch(
        check_.nodes[index_of(id.target)].touched,
        check_.paths.end_at(next_).listener,
        check_.inventory.flow(id.flow).protocol,
        check_.paths.state_at(next_)
    );
    if (is_judged(next_, id)) continue;
    diagnosis::FinishedPath path = check_.paths[next_];
    const bool done = (probed_[index_of(id.source)] >> path.round & 1U) != 0;
    finish_path(check_, verdicts_, path, done);
    check_.paths.store_judged(next_, path);
    ++judged_;
  }
}

bool Judging::advance() {
  if (next_ < check_.paths.size()) {
    judge_slice();
    return true;
  }
  if (!findings_) findings_.emplace(check_);
  for (std::size_t steps = 0; steps < steps_per_slice; ++steps) {
    if (findings_->advance()) continue;
    if (!summing_) summing_.emplace(check_);
    finished_ = !summing_->advance();
    return !finished_;
  }
  return true;
}

void judge_paths(diagnosis::FinishedCheck& check, const ProbedRounds& probed) {
  note_ends(check);
  Judging judging(check);
  judging.begin(probed);
  while (judging.advance()) {
  }
}

}  // namespace oakprobe::check
