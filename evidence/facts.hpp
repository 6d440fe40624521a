#pragma once

#include "base/ip_address.hpp"
#include "base/ip_prefix.hpp"
#include "evidence/firewall_tool.hpp"
#include "oakestra/configuration.hpp"
#include "oakestra/told_environment.hpp"
#include "oakestra/worker_program.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::evidence {

// An IPv4 default route of the main table.
struct DefaultRoute {
  std::string interface;
  std::optional<IpAddress> address;  // the interface's first IPv4 address
  // How NetManager's netlink library lists it: with several next hops, or of a type that has none
  // (unreachable, blackhole, prohibit), it has no interface (LinkIndex 0).
  std::uint32_t next_hops = 1;  // 0: of such a type, whose name then stands in `interface`

  friend bool operator==(const DefaultRoute&, const DefaultRoute&) = default;
};

inline constexpr std::size_t on_link_max = 256;

// What probing leaves behind in the host's kernel for a while, and how much of it there may be.
// nullopt: could not be read, or is not there.
struct KernelTables {
  std::optional<std::uint32_t> neighbours_max;  // IPv4: net.ipv4.neigh.default.gc_thresh3
  std::optional<std::uint32_t> neighbours;
  std::optional<std::uint32_t> conntrack_max;  // net.netfilter.nf_conntrack_max
  std::optional<std::uint32_t> conntrack;
  std::vector<IpPrefix> on_link;  // IPv4 networks that are reached without a router

  friend bool operator==(const KernelTables&, const KernelTables&) = default;
};

inline constexpr std::size_t own_names_max = 64;
inline constexpr std::size_t name_bytes_max = 255;

// A line of /etc/hosts that gives a name to an address of the host's own (127.0.0.0/8 and ::1 too).
struct HostsEntry {
  std::uint32_t line = 0;  // from 1
  IpAddress address;
  std::string name;

  friend bool operator==(const HostsEntry&, const HostsEntry&) = default;
};

inline constexpr std::size_t own_addresses_max = 4'096;
inline constexpr std::size_t default_routes_max = 64;
inline constexpr std::size_t routes_max = 1'024;
inline constexpr std::size_t xdp_interfaces_max = 16;

inline constexpr std::size_t components_max = 16;

// One of Oakestra's components (oakestra/components.hpp) that runs on this host.
struct RunningComponent {
  std::string name;
  bool own_network = false;  // in a container with a network of its own
  bool entered = false;      // the agent may dial from there: it is the host's, or could be entered
  std::optional<oakestra::ToldEnvironment> environment;  // nullopt: could not be read

  friend bool operator==(const RunningComponent&, const RunningComponent&) = default;
};

// What the agent read from its host. Empty or nullopt: could not be read, or is not there. Of
// longer lists than the limits above, the first are told.
struct Facts {
  std::string host_name;
  std::string boot_id;
  std::string machine;               // uname -m
  std::vector<IpAddress> addresses;  // of all interfaces that are up, loopback left out
  std::optional<std::vector<DefaultRoute>> default_routes;  // nullopt: could not be read
  // What NetManager takes for its address when netcfg.json says 0.0.0.0: the source address of a
  // packet to 8.8.8.8. None is sent.
  std::optional<IpAddress> outbound_address;
  // Destinations of all other routes, both families, those of NetManager's own interfaces left out.
  std::vector<IpPrefix> routes;
  oakestra::NetManagerConfig netcfg;
  oakestra::TunnelConfig tuncfg;
  oakestra::NodeEngineConfig node_engine;  // conf.json
  bool docker = false;                     // Docker's socket or bridge is there
  KernelTables tables;
  std::vector<std::string>
      xdp_interfaces;  // those with an XDP program, which hides from taps what it drops
  // Inodes of /proc/self/ns/uts and /proc/self/ns/net. 0: unknown.
  std::uint64_t uts_namespace = 0;
  std::uint64_t network_namespace = 0;
  std::optional<IpAddress> outbound_ipv6;   // the source address of a packet to the IPv6 internet
  std::vector<HostsEntry> names_of_itself;  // of /etc/hosts

  std::vector<RunningComponent> components;  // components_max at most
  oakestra::WorkerProgram net_manager;
  oakestra::WorkerProgram node_engine_program;
  std::optional<FirewallTool> firewall_tool;

  friend bool operator==(const Facts&, const Facts&) = default;
};

}  // namespace oakprobe::evidence
