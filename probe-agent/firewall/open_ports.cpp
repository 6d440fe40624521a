#include "probe-agent/firewall/open_ports.hpp"

#include "net/port_owner.hpp"
#include "net/socket_table.hpp"

#include <map>
#include <set>
#include <string_view>
#include <tuple>

namespace oakprobe::agent {
namespace {

using evidence::Admission;
using evidence::OpenPort;

constexpr std::string_view docker_proxy = "docker-proxy";

bool is_for_strangers(const net::BoundSocket& socket) {
  return socket.port != 0 && !socket.local.is_loopback();
}

void add_families(const net::BoundSocket& socket, OpenPort& port) {
  if (socket.local.is_v4() || (socket.local.is_unspecified() && !socket.ipv6_only))
    port.ipv4 = Admission::not_certain;
  if (socket.local.is_v6()) port.ipv6 = Admission::not_certain;
}

}  // namespace

std::vector<WaitingPort> open_ports() {
  struct Held {
    Protocol protocol;
    net::BoundSocket socket;
  };
  std::vector<Held> held;
  std::set<std::uint64_t> inodes;
  for (const Protocol protocol : {Protocol::tcp, Protocol::udp}) {
    const auto sockets = net::bound_sockets(protocol);
    if (!sockets) continue;
    for (const net::BoundSocket& socket : *sockets) {
      if (!is_for_strangers(socket)) continue;
      held.push_back({protocol, socket});
      inodes.insert(socket.inode);
    }
  }
  const auto owners = net::processes_of_sockets(inodes);
  std::map<std::tuple<std::uint16_t, Protocol, std::string>, WaitingPort> ports;
  for (const auto& [protocol, socket] : held) {
    const auto owner = owners.find(socket.inode);
    const std::string process = owner == owners.end() ? "" : owner->second.name;
    WaitingPort& waiting = ports[{socket.port, protocol, process}];
    waiting.open.port = {protocol, socket.port};
    waiting.open.process = process;
    waiting.open.published = process == docker_proxy;
    waiting.narrow &= socket.interface != 0 || !socket.local.is_unspecified();
    add_families(socket, waiting.open);
  }
  std::vector<WaitingPort> all;
  for (auto& [key, port] : ports) all.push_back(std::move(port));
  return all;
}

}  // namespace oakprobe::agent
