#pragma once

#include "base/described_enum.hpp"
#include "base/limits.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What Oakestra's own programs make of their configuration files on a node. The files themselves
// are read as Oakestra reads them, not as they were meant (docs/findings.md).
namespace oakprobe::oakestra {

BOOST_DEFINE_FIXED_ENUM_CLASS(
    FileState,
    std::uint8_t,
    missing,
    sound,
    broken,  // Oakestra can't read it, or not as a whole: `problem` says what it trips over
    unseen   // the agent can't read it, Oakestra perhaps can: `problem` says why
)

inline constexpr std::size_t file_bytes_max = 64U * 1024;  // no configuration is near it
inline constexpr std::size_t unknown_keys_max = 8;
inline constexpr std::uint16_t tunnel_mtu_default = 1450;
inline constexpr std::uint16_t cluster_port_default = 10100;

// /etc/netmanager/netcfg.json. A field that the file does not have is empty to NetManager.
struct NetManagerConfig {
  FileState state = FileState::missing;
  std::string problem;
  std::string public_address;  // NodePublicAddress: what peers dial; "0.0.0.0": find out yourself
  std::string public_port;     // NodePublicPort: what peers dial
  std::string cluster_url;     // ClusterUrl: NodeEngine's cluster_address stands above it
  std::string mqtt_port;       // ClusterMqttPort
  std::string default_interface;
  bool public_ip_networking = false;      // "0.0.0.0" then means: ask a service on the internet
  std::vector<std::string> unknown_keys;  // misspelled known ones; unknown_keys_max at most

  friend bool operator==(const NetManagerConfig&, const NetManagerConfig&) = default;
};

// /etc/netmanager/tuncfg.json. What it does not say, or what is wrong in it, stays at its default.
struct TunnelConfig {
  FileState state = FileState::missing;
  std::string problem;
  std::int64_t port = tunnel_port_default;  // TunnelPort: what NetManager binds
  std::int64_t mtu = tunnel_mtu_default;    // MTUSize, of the TUN
  std::string device = "goProxyTun";        // HostTunnelDeviceName
  // The TUN's own addresses. Its routes are the networks around them, /12 and /7 (ProxySetup.go).
  std::string address = "10.19.1.254";           // TunnelIP
  std::string address_ipv6 = "fcef::dead:beef";  // TunNetIPv6

  friend bool operator==(const TunnelConfig&, const TunnelConfig&) = default;
};

BOOST_DEFINE_FIXED_ENUM_CLASS(
    Overlay,
    std::uint8_t,
    expected,  // "default", or nothing is said: NetManager makes the tunnel
    off,       // ""
    custom     // "custom:SOCKET": another program makes what it likes
)

// /etc/oakestra/conf.json, NodeEngine's. Releases up to v0.4.411 read the first 2,048 bytes, and
// want true or false for public_ip; newer ones read all of it, and write that field as text.
struct NodeEngineConfig {
  FileState state = FileState::missing;  // to the newer ones
  std::string problem;
  std::string cluster_address;
  std::int64_t cluster_port = 0;
  std::string old_problem;  // what releases up to v0.4.411 trip over; empty: nothing
  // It has what only newer ones write: public_ip as text, or a key of theirs.
  bool written_by_newer = false;
  std::string public_ip;  // as text: "false", "auto", an address; "true" or "false" for a flag
  Overlay overlay = Overlay::expected;  // overlay_network

  friend bool operator==(const NodeEngineConfig&, const NodeEngineConfig&) = default;
};

}  // namespace oakprobe::oakestra
