#include "coordinator/diagnosis/scene.hpp"

#include "coordinator/diagnosis/addresses.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

Watch watch_of(const PathEvidence& evidence) {
  if (evidence.listener == nullptr) {
    const AgentState agent = evidence.target->agent;
    const bool missing = agent == AgentState::unreachable || agent == AgentState::lost;
    return missing ? Watch::agent_missing : Watch::nobody;
  }
  switch (evidence.listener->mode) {
    case evidence::ListenMode::none:
      return Watch::idle;
    case evidence::ListenMode::stand_in:
      return receipts_seen(evidence) ? Watch::stand_in : Watch::stand_in_lost;
    case evidence::ListenMode::live:
      return evidence.listener->process == evidence::agent_process ? Watch::busy : Watch::live;
    case evidence::ListenMode::not_running: {
      // Nobody waits for a component on a port that must be closed.
      const bool closed = evidence.flow().expect == inventory::Expect::closed;
      return closed ? Watch::idle : Watch::not_running;
    }
    case evidence::ListenMode::used_as_source:
      return Watch::used_as_source;
    case evidence::ListenMode::failed:
      return Watch::failed;
  }
  return Watch::nobody;
}

bool has_risen(const std::optional<std::uint64_t>& counter) { return counter.value_or(0) > 0; }

bool has_no_route_back(const PathEvidence& evidence) {
  const auto& lost = evidence.target->no_route_to;
  return std::any_of(lost.begin(), lost.end(), [&](const IpAddress& peer) {
    const bool own = !peer.is_loopback() && owns(*evidence.source, peer).value_or(false);
    return own || evidence.source_node().address.ip() == peer;
  });
}

// What its packets come from, as far as can be told: the inventory's address, or that of the way
// out.
std::optional<IpAddress> source_address_of(const PathEvidence& evidence) {
  const auto& literal = evidence.source_node().address.ip();
  const auto address = literal ? literal : evidence.source->facts.outbound_address;
  const bool own =
      address && !address->is_loopback() && owns(*evidence.source, *address).value_or(false);
  return own ? address : std::nullopt;
}

std::optional<IpAddress> shared_source_of(const PathEvidence& evidence) {
  if (!is_another_host(*evidence.source, *evidence.target)) return std::nullopt;
  const auto address = source_address_of(evidence);
  const bool shared = address && owns(*evidence.target, *address).value_or(false);
  return shared ? address : std::nullopt;
}

}  // namespace

Scene scene_of(const PathEvidence& evidence) {
  Scene scene;
  scene.evidence = &evidence;
  scene.dialled = evidence.dialled();
  scene.watch = watch_of(evidence);
  scene.udp = evidence.flow().protocol == Protocol::udp;
  scene.same_host = is_same_host(*evidence.source, *evidence.target);
  if (scene.dialled) {
    scene.nat = is_behind_nat(*evidence.source, *evidence.target, *scene.dialled);
    const bool own = !scene.same_host && evidence.path.id.source != evidence.path.id.target &&
                     owns(*evidence.source, *scene.dialled).value_or(false);
    scene.dials_itself = own && is_another_host(*evidence.source, *evidence.target);
    scene.may_dial_itself = own && !scene.dials_itself;
    const auto& bound = evidence.target_node().bind;
    scene.other_bind = bound && !bound->is_unspecified() && unmapped(*bound) != *scene.dialled;
  }
  const evidence::KernelCounters& target = evidence.target->counters;
  scene.reverse_path_rose = has_risen(target.reverse_path_filtered);
  scene.return_path_rose = has_risen(evidence.source->counters.reverse_path_filtered);
  scene.losses = local_losses(evidence);
  scene.no_route_back = has_no_route_back(evidence);
  scene.shared_source = shared_source_of(evidence);
  return scene;
}

Origin origin_of(const Scene& scene, const IpAddress& from) {
  const IpAddress sender = unmapped(from);
  if (sender.is_unspecified()) return Origin::unclear;
  const PathEvidence& evidence = *scene.evidence;
  const std::optional<bool> source = owns(*evidence.source, sender);
  if (sender == scene.dialled) {
    const bool another_host = &evidence.source_node() != &evidence.target_node();
    const bool could_be_source = source.value_or(false) && !scene.same_host && another_host;
    return could_be_source ? Origin::unclear : Origin::dialled;
  }
  const bool target = owns(*evidence.target, sender).value_or(false);
  if (source.value_or(false)) return target ? Origin::unclear : Origin::source;
  if (target) return Origin::target;
  return source.has_value() ? Origin::third : Origin::unclear;
}

}  // namespace oakprobe::diagnosis
