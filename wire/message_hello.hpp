#pragma once

#include "base/ids.hpp"

#include <cstdint>
#include <string>

// Who speaks, and that it can't go on.
namespace oakprobe::wire {

inline constexpr std::uint32_t protocol_version = 1;

struct Hello {
  std::uint32_t version = protocol_version;
  std::string oakprobe;  // the coordinator's program version, for messages
  std::uint64_t run = 0;
  NodeId node{};
  std::string name;  // the node's name in the inventory

  friend bool operator==(const Hello&, const Hello&) = default;
};

struct Welcome {
  std::uint32_t version = protocol_version;
  std::string oakprobe;
  bool net_raw = false;      // CAP_NET_RAW: may open taps
  bool net_admin = false;    // CAP_NET_ADMIN: may read the firewall's rules
  bool reads_rules = false;  // it can start a reader of rules (Arm::rules), and takes RulesOrder
  // Inode of /proc/self/ns/net: with the boot id, which agents share one network stack. 0: unknown.
  std::uint64_t network_namespace = 0;

  friend bool operator==(const Welcome&, const Welcome&) = default;
};

// The agent cannot go on, and ends; the text is for a person.
struct Failed {
  std::string message;

  friend bool operator==(const Failed&, const Failed&) = default;
};

}  // namespace oakprobe::wire
