#include "coordinator/report/tunnel_text.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/advertised.hpp"
#include "coordinator/diagnosis/tunnel_state.hpp"
#include "coordinator/telling/tunnel_wording.hpp"
#include "oakestra/overlay.hpp"

#include <algorithm>

namespace oakprobe::report {
namespace {

using diagnosis::Advertised;
using diagnosis::TunnelState;

std::string state_text(const inventory::Node& node, const evidence::Facts& facts) {
  const oakestra::WorkerProgram& program = facts.net_manager;
  const std::uint16_t port = diagnosis::expected_tunnel_port(node, facts);
  const TunnelState state = diagnosis::tunnel_state_of(facts, port);
  if (state == TunnelState::not_installed) return "NetManager is not installed";
  if (state == TunnelState::stopped) return "NetManager is installed and does not run";
  std::string text = telling::running_text("NetManager", program);
  switch (state) {
    case TunnelState::not_registered:
      return text + " was not registered: no tunnel";
    case TunnelState::half_dead:
      return text + " has no tunnel, and takes its registration for done";
    case TunnelState::other_port:
      return text + " listens on udp " + std::to_string(program.udp_ports->front()) + ", not on " +
             std::to_string(port);
    case TunnelState::runs: {
      const bool registered = program.log.registration == oakestra::Registration::finished;
      return text + (registered ? ", registered," : "") + " listens on udp " + std::to_string(port);
    }
    default:
      return text + "; which ports it holds may not be read";
  }
}

// "; netcfg.json changed since"
std::string age_text(const oakestra::WorkerProgram& program) {
  std::string text;
  for (const std::string& file : program.newer_files)
    text += (text.empty() ? "; changed since: " : ", ") + file.substr(file.rfind('/') + 1);
  return text;
}

bool is_own(const IpAddress& address, const evidence::Facts& facts) {
  return std::ranges::any_of(facts.addresses, [&](const IpAddress& own) {
    return unmapped(own) == unmapped(address);
  });
}

// Where the address that peers get stands on no interface of its own: which do, of the same family.
std::string own_addresses_text(const IpAddress& advertised, const evidence::Facts& facts) {
  if (is_own(advertised, facts)) return "";
  std::string text;
  for (const IpAddress& own : facts.addresses) {
    if (unmapped(own).is_v4() != unmapped(advertised).is_v4()) continue;
    const auto overlay = unmapped(own).is_v4() ? oakestra::overlay_ipv4(facts.tuncfg)
                                               : oakestra::overlay_ipv6(facts.tuncfg);
    if (overlay && overlay->contains(own)) continue;  // NetManager's own
    text += (text.empty() ? "" : ", ") + unmapped(own).to_string();
  }
  return text.empty() ? "" : "; its own: " + text;
}

std::string origin_text(Advertised::Origin origin) {
  switch (origin) {
    case Advertised::Origin::configured:
      return "netcfg.json";
    case Advertised::Origin::found_out:
      return "found out: NodePublicAddress is 0.0.0.0";
    case Advertised::Origin::public_ip:
      return "public_ip of conf.json";
  }
  return "";
}

std::string unread_text(const oakestra::NetManagerConfig& netcfg) {
  switch (netcfg.state) {
    case oakestra::FileState::missing:
      return "there is no netcfg.json";
    case oakestra::FileState::broken:
      return "NetManager can't read its netcfg.json";
    case oakestra::FileState::unseen:
      return "the agent may not read netcfg.json";
    case oakestra::FileState::sound:
      break;
  }
  if (netcfg.public_address.empty()) return "NodePublicAddress is empty";
  return "NodePublicAddress is " + in_quotes(netcfg.public_address);
}

std::string advertised_text(const inventory::Node& node, const evidence::Facts& facts) {
  const oakestra::NetManagerLog& log = facts.net_manager.log;
  const auto file = diagnosis::advertised_address(node, facts);
  const std::string port = excerpt(facts.netcfg.public_port);
  if (!log.advertised_address.empty() && facts.net_manager.runs()) {
    std::string text = "; peers get " + excerpt(log.advertised_address) + ", port " +
                       excerpt(log.advertised_port) + " (as it started)";
    const auto runs = parse_ip_address(log.advertised_address);
    if (file && runs && (file->address != *runs || facts.netcfg.public_port != log.advertised_port))
      text += ", after a restart " + file->address.to_string() + ", port " + port;
    return text;
  }
  if (!file)
    return diagnosis::is_found_on_internet(facts)
               ? "; peers get what a service on the internet tells it"
               : "; what peers get is not known: " + unread_text(facts.netcfg);
  return (facts.net_manager.runs() ? "; peers get " : "; peers would get ") +
         file->address.to_string() + (port.empty() ? "" : ", port " + port) + " (" +
         origin_text(file->origin) + ")" + own_addresses_text(file->address, facts);
}

bool is_told_with_error(const inventory::Node& node, const evidence::Facts& facts) {
  const TunnelState state =
      diagnosis::tunnel_state_of(facts, diagnosis::expected_tunnel_port(node, facts));
  return state == TunnelState::not_registered || state == TunnelState::half_dead;
}

std::string lost_text(const evidence::KernelCounters& counters) {
  if (counters.owner_drops == 0) return "";
  return "; its socket lost " + std::to_string(counters.owner_drops) + " datagrams meanwhile";
}

}  // namespace

std::string tunnel_text(const diagnosis::FinishedCheck& check, NodeId node, bool is_trouble_told) {
  const inventory::Node& described = check.inventory.node(node);
  const diagnosis::NodeObservation& seen = check.nodes[index_of(node)].observation;
  const evidence::Facts& facts = seen.facts;
  if (!described.roles.has(inventory::Role::worker) || facts.host_name.empty()) return "";
  std::string text = state_text(described, facts);
  if (!facts.net_manager.runs() && facts.netcfg.state == oakestra::FileState::missing) return text;
  text +=
      age_text(facts.net_manager) + advertised_text(described, facts) + lost_text(seen.counters);
  const std::string error = excerpt(facts.net_manager.log.last_error);
  if (!error.empty() && !(is_trouble_told && is_told_with_error(described, facts)))
    text += "; the last error in its log: " + error;
  return text;
}

}  // namespace oakprobe::report
