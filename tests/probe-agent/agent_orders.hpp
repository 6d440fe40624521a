#pragma once

#include "tests/support/probe_keys.hpp"
#include "tests/support/scripted_coordinator.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include <string>
#include <utility>
#include <vector>

// What the tests of one agent and of two tell them: node 0 dials node 1's two ports.
namespace oakprobe::agent {

using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using boost::asio::ip::udp;
using testing_support::ScriptedCoordinator;

inline constexpr std::uint64_t run = 0x1122334455667788;
inline constexpr FlowId tunnel{0};
inline constexpr FlowId api{1};
inline const IpAddress source_address = make_address("127.0.7.1");
inline const IpAddress target_address = make_address("127.0.7.2");

inline wire::Hello hello(NodeId node) {
  wire::Hello out;
  out.run = run;
  out.node = node;
  out.name = "n" + std::to_string(index_of(node));
  return out;
}

// Two ports of the target's address that are free.
struct FreePorts {
  explicit FreePorts(boost::asio::io_context& io) {
    const udp::socket first(io, udp::endpoint(target_address, 0));
    const tcp::acceptor second(io, tcp::endpoint(target_address, 0));
    udp_port = first.local_endpoint().port();
    tcp_port = second.local_endpoint().port();
  }
  std::uint16_t udp_port = 0;
  std::uint16_t tcp_port = 0;
};

inline wire::Arm order(const IpAddress& bind, NodeId node = NodeId{0}) {
  wire::Arm out;
  out.key = testing_support::key_of(node);
  out.bind = bind;
  return out;
}

inline wire::Arm target_order(const FreePorts& ports) {
  wire::Arm out = order(target_address, NodeId{1});
  out.ports.push_back({{Protocol::udp, ports.udp_port}, {tunnel}, "", true});
  out.ports.push_back({{Protocol::tcp, ports.tcp_port}, {api}, "", true});
  // Nobody dials from the first one's address.
  out.peers = {{NodeId{0}, make_address("127.0.0.1")}, {NodeId{7}, source_address}};
  return out;
}

inline wire::PlannedPath planned(FlowId flow, Protocol protocol, std::uint16_t port) {
  wire::PlannedPath out;
  out.path = {flow, NodeId{0}, NodeId{1}};
  out.protocol = protocol;
  out.port = port;
  return out;
}

// By the name, if one is given, instead of the target's address.
inline wire::Probe plan(std::vector<wire::PlannedPath> paths, const std::string& name = "") {
  wire::Probe out;
  out.nodes = 2;
  out.addresses = {target_address};
  if (!name.empty()) out.names = {name};
  for (wire::PlannedPath& path : paths) path.named = !name.empty();
  out.paths = std::move(paths);
  out.attempts = 2;
  testing_support::give_keys(out);
  return out;
}

}  // namespace oakprobe::agent
