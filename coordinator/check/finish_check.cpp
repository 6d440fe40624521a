#include "coordinator/check/finish_check.hpp"

#include "coordinator/diagnosis/findings.hpp"
#include "coordinator/diagnosis/judge.hpp"
#include "coordinator/diagnosis/known_path.hpp"
#include "inventory/exposure.hpp"

#include <algorithm>
#include <bit>

namespace oakprobe::check {
namespace {

// Those that left: of the base attempts, and of a closer look.
int datagrams_of(const diagnosis::FinishedPath& path) {
  int sent = path.dial->sent.count();
  if (!path.look) return sent;
  sent += std::popcount(path.look->seen.burst_sent) + path.look->seen.asked_again;
  for (const evidence::SizedProbe& size : path.look->seen.sizes) sent += size.error == 0 ? 1 : 0;
  return sent + static_cast<int>(path.look->seen.hops.size());
}

// A trace of TCP that came to the path's end may have connected once more.
std::uint32_t traced_connections(const diagnosis::FinishedPath& path) {
  if (!path.look) return 0;
  return static_cast<std::uint32_t>(std::ranges::count_if(
      path.look->seen.hops, [](const evidence::Hop& hop) { return hop.is_end; }
  ));
}

// A connection that was made, and not to our own stand-in, was somebody's; a datagram without an
// agent's word on the port may have met nobody.
void add_touch(
    diagnosis::Touched& touched,
    const evidence::ArmedPort* listener,
    Protocol protocol,
    const diagnosis::FinishedPath& path
) {
  if (!path.dial) return;
  const auto mode = listener == nullptr ? evidence::ListenMode::none : listener->mode;
  if (protocol == Protocol::tcp && mode != evidence::ListenMode::stand_in)
    touched.live_connections += static_cast<std::uint32_t>(path.dial->connected.count()) +
                                (path.dial->service ? path.dial->service->follow_ups : 0U) +
                                traced_connections(path);
  if (protocol == Protocol::udp && mode == evidence::ListenMode::live)
    touched.live_datagrams += static_cast<std::uint32_t>(datagrams_of(path));
}

// Takes out the attempts that were still under way.
void drop_unfinished(diagnosis::FinishedPath& path, evidence::DialMode mode, Protocol protocol) {
  if (!path.dial) return;
  evidence::DialEvidence& dial = path.dial.edit();
  std::uint32_t finished = dial.answered.bits();
  if (protocol == Protocol::tcp && mode == evidence::DialMode::bare)
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

// What a port's owner is called is told once for all paths that lead to it.
void note_listeners(diagnosis::FinishedCheck& check) {
  check.paths.for_each_end([&](FlowId flow, NodeId target, diagnosis::PathEnd& end) {
    const ListenPort port{check.inventory.flow(flow).protocol, end.listen_port};
    const evidence::ArmedPort* listener =
        find_port(check.nodes[index_of(target)].observation.armed, port);
    if (listener == nullptr) return;
    end.listener = listener->mode;
    end.listener_process = listener->process;
    end.listener_pid = listener->pid;
  });
}

using JudgementPool = SharePool<diagnosis::Judgement>;

void finish_path(
    diagnosis::FinishedCheck& check,
    JudgementPool& verdicts,
    diagnosis::FinishedPath& path,
    bool probed
) {
  diagnosis::FinishedNode& target = check.nodes[index_of(path.id.target)];
  const inventory::Flow& flow = check.inventory.flow(path.id.flow);
  const evidence::ArmedPort* listener =
      find_port(target.observation.armed, {flow.protocol, path.listen_port});
  const evidence::DialMode mode = diagnosis::judged_mode(flow, listener);
  add_touch(target.touched, listener, flow.protocol, path);
  if (!probed) drop_unfinished(path, mode, flow.protocol);

  const diagnosis::KnownPath known(check, path);
  path.waypoints = count_waypoints(known.evidence());
  path.verdict = verdicts.share(judge(known.evidence()));
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

void add_path(diagnosis::FinishedCheck& check, const DialledPath& dialled, unsigned round) {
  diagnosis::FinishedPath path;
  path.id = dialled.expected.id;
  path.address = dialled.address.empty() ? std::string(inventory::address_auto) : dialled.address;
  path.port = dialled.expected.port;
  path.listen_port = dialled.listen.port;
  path.tls = dialled.expected.tls;
  path.round = static_cast<std::uint8_t>(round);
  // A SYN may have come under another sequence number; a probe of UDP names its path.
  if (dialled.listen.protocol == Protocol::udp) path.arrivals_certain = evidence::AttemptSet(~0U);
  check.paths.add(path);
}

void judge_paths(diagnosis::FinishedCheck& check, const ProbedRounds& probed) {
  for (diagnosis::FinishedNode& node : check.nodes) {
    node.touched = {};
    node.findings.clear();
    for (const evidence::ArmedPort& port : node.observation.armed)
      if (port.mode == evidence::ListenMode::stand_in) node.touched.bound.push_back(port.port);
  }
  note_listeners(check);
  JudgementPool verdicts;
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    auto path = check.paths.edit(at);
    const bool done = (probed[index_of(path->id.source)] >> path->round & 1U) != 0;
    finish_path(check, verdicts, *path, done);
  }
  find_findings(check);
  summarize(check);
}

}  // namespace oakprobe::check
