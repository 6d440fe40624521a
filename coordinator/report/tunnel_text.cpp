#include "coordinator/report/tunnel_text.hpp"

namespace oakprobe::report {
namespace {

std::string state_text(oakestra::FileState state) {
  switch (state) {
    case oakestra::FileState::missing:
      return "is not there";
    case oakestra::FileState::sound:
      return "";
    case oakestra::FileState::broken:
      return "can't be read by NetManager";
    case oakestra::FileState::unseen:
      return "can't be read by the agent";
  }
  return "";
}

std::string advertised_text(const oakestra::NetManagerConfig& netcfg) {
  if (netcfg.state != oakestra::FileState::sound)
    return "advertises: /etc/netmanager/netcfg.json " + state_text(netcfg.state);
  const std::string address = netcfg.public_address.empty() ? "nothing" : netcfg.public_address;
  const std::string port = netcfg.public_port.empty() ? "no port" : "port " + netcfg.public_port;
  return "advertises " + address + ", " + port + " (netcfg.json)";
}

std::string bound_text(const oakestra::TunnelConfig& tuncfg) {
  std::string text = "binds udp " + std::to_string(tuncfg.port) + ", packets of " +
                     std::to_string(tuncfg.mtu) + " bytes in the tunnel (";
  text += tuncfg.state == oakestra::FileState::sound
              ? "tuncfg.json"
              : "the defaults: tuncfg.json " + state_text(tuncfg.state);
  return text + ")";
}

std::string addresses_text(const wire::Facts& facts) {
  std::string text;
  for (const IpAddress& address : facts.addresses)
    text += (text.empty() ? "has " : ", ") + unmapped(address).to_string();
  return text;
}

}  // namespace

std::vector<std::string> tell_tunnel(const diagnosis::FinishedCheck& check, NodeId node) {
  const inventory::Node& described = check.inventory.node(node);
  const diagnosis::NodeObservation& seen = check.nodes[index_of(node)].observation;
  if (!described.roles.has(inventory::Role::worker) || seen.facts.host_name.empty()) return {};
  std::vector<std::string> lines{
      "by the inventory peers dial " + described.tunnel.address.value_or(described.address) +
          ", port " + std::to_string(described.tunnel.port),
      advertised_text(seen.facts.netcfg),
      bound_text(seen.facts.tuncfg),
  };
  if (const std::string addresses = addresses_text(seen.facts); !addresses.empty())
    lines.push_back(addresses);
  return lines;
}

}  // namespace oakprobe::report
