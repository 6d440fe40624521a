#pragma once

#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/protocol.hpp"
#include "evidence/armed_port.hpp"
#include "wire/probe_key.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::wire {

enum class ListenPolicy : std::uint8_t { automatic, never, always };  // contracts: --listen

// One port to stand in on, or to watch.
struct ArmPort {
  ListenPort port;
  std::vector<FlowId> flows;  // probes of other flows are not answered here
  std::string component;      // Oakestra's component that would own it; empty: unknown
  bool stand_in = true;       // false: only tell who owns it (flows that must be closed)

  friend bool operator==(const ArmPort&, const ArmPort&) = default;
};

inline constexpr std::size_t arm_ports_max = 4'096;
inline constexpr std::size_t arm_peers_max = 4'096;

// Who will dial a node, and the address that its probes come from, as far as the inventory tells.
struct ArmPeer {
  NodeId node{};
  IpAddress address;

  friend bool operator==(const ArmPeer&, const ArmPeer&) = default;
};

inline constexpr std::uint32_t run_seconds_max = 6 * 3'600;

// Which run it is, and as whom the agent is in it.
struct RunPlace {
  std::uint64_t run = 0;
  NodeId node{};

  friend bool operator==(const RunPlace&, const RunPlace&) = default;
};

struct Arm {
  std::optional<RunPlace> place;  // nullopt: hello's, which is that of a session's first run
  bool again = false;             // another run may follow: the agent keeps what that takes
  ProbeKey key{};                 // K_t: of what comes to this node
  ListenPolicy policy = ListenPolicy::automatic;
  std::optional<IpAddress> bind;  // listen on and dial from this address; nullopt: any
  std::vector<ArmPort> ports;
  std::vector<ArmPeer> peers;  // is there a route back to each? (arm_peers_max at most)
  bool taps = true;            // open taps, if the agent may
  bool rules = false;          // RulesOrder may come: start a reader of rules, if the agent may
  // Then the agent frees its ports and ends, whatever else it is told. 1 to run_seconds_max.
  std::uint32_t ends_after_s = run_seconds_max;

  friend bool operator==(const Arm&, const Arm&) = default;
};

struct Armed {
  std::vector<evidence::ArmedPort> ports;  // in the order of Arm::ports

  friend bool operator==(const Armed&, const Armed&) = default;
};

}  // namespace oakprobe::wire
