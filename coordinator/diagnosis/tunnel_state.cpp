#include "coordinator/diagnosis/tunnel_state.hpp"

#include <algorithm>

namespace oakprobe::diagnosis {
namespace {

using oakestra::Registration;
using oakestra::WorkerProgram;

TunnelState without_tunnel(const WorkerProgram& net_manager) {
  switch (net_manager.log.registration) {
    case Registration::begun:
    case Registration::finished:
      return TunnelState::half_dead;
    case Registration::awaited:
    case Registration::unknown:
      return TunnelState::not_registered;
  }
  return TunnelState::not_registered;
}

}  // namespace

TunnelState tunnel_state_of(const evidence::Facts& worker, std::uint16_t port) {
  const WorkerProgram& net_manager = worker.net_manager;
  if (worker.host_name.empty()) return TunnelState::unknown;
  if (!net_manager.runs())
    return net_manager.installed_as.empty() ? TunnelState::not_installed : TunnelState::stopped;
  if (!net_manager.udp_ports) return TunnelState::unknown;
  const auto& ports = *net_manager.udp_ports;
  if (std::ranges::find(ports, port) != ports.end()) return TunnelState::runs;
  return ports.empty() ? without_tunnel(net_manager) : TunnelState::other_port;
}

TunnelState missing_tunnel(const PathEvidence& path) {
  const bool absent = path.flow().service == inventory::Service::tunnel &&
                      path.listener != nullptr &&
                      path.listener->mode == evidence::ListenMode::not_running;
  if (!absent) return TunnelState::unknown;
  const TunnelState state = tunnel_state_of(path.target->facts, path.listener->port.port);
  const bool missing = state != TunnelState::not_installed && state != TunnelState::runs;
  return missing ? state : TunnelState::unknown;
}

std::uint16_t expected_tunnel_port(const inventory::Node& worker, const evidence::Facts& facts) {
  if (worker.tunnel.listen) return *worker.tunnel.listen;
  const std::int64_t bound = facts.tuncfg.port;
  const bool told =
      facts.tuncfg.state != oakestra::FileState::unseen && bound > 0 && bound <= UINT16_MAX;
  return told ? static_cast<std::uint16_t>(bound) : worker.tunnel.port;
}

std::optional<FindingCode> finding_of(TunnelState state) {
  switch (state) {
    case TunnelState::not_registered:
      return FindingCode::tunnel_not_registered;
    case TunnelState::half_dead:
      return FindingCode::tunnel_half_dead;
    case TunnelState::other_port:
      return FindingCode::tunnel_on_other_port;
    default:
      return std::nullopt;
  }
}

}  // namespace oakprobe::diagnosis
