#pragma once

#include "base/described_enum.hpp"
#include "base/ip_address.hpp"
#include "base/protocol.hpp"
#include "evidence/firewall_rule.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a host lets in, by its own sockets and the rules of its packet filter: nothing is sent.
namespace oakprobe::evidence {

// Whether the rules let a packet in, by reading them.
BOOST_DEFINE_FIXED_ENUM_CLASS(Admission, std::uint8_t, not_certain, accepted, dropped)

inline constexpr std::size_t needs_max = 256;           // of one node
inline constexpr std::size_t need_sources_max = 1'024;  // of one need
inline constexpr std::size_t open_ports_max = 1'024;    // of one node; the lowest are told

// New connections (datagrams) that the node is to let in.
struct NeededPort {
  ListenPort port;
  bool published = false;          // by Docker: looked at in FORWARD, behind Docker's translation
  bool anyone = false;             // from wherever
  std::vector<IpAddress> sources;  // else; need_sources_max at most

  friend bool operator==(const NeededPort&, const NeededPort&) = default;
};

// Of a need's sources, or of anyone as one.
struct NeedAdmission {
  std::uint32_t accepted = 0;
  std::uint32_t dropped = 0;
  std::uint32_t not_certain = 0;
  std::optional<IpAddress> dropped_source;  // the first of those that are kept out
  std::optional<FirewallRule> rule;         // that keeps it out

  friend bool operator==(const NeedAdmission&, const NeedAdmission&) = default;
};

// A socket that waits for strangers on another address than loopback, or a port that Docker
// publishes; those that are alike but for their address are one.
struct OpenPort {
  ListenPort port;
  std::string process;     // /proc/PID/comm; empty: not seen, or nobody's (Docker's translation)
  bool published = false;  // by Docker
  // Whether it is open to anyone, over a family that it listens on; nullopt: it does not.
  std::optional<Admission> ipv4;
  std::optional<Admission> ipv6;

  friend bool operator==(const OpenPort&, const OpenPort&) = default;
};

struct Exposure {
  std::vector<OpenPort> open;        // ascending by port; open_ports_max at most
  std::vector<NeedAdmission> needs;  // the n-th is the question's; empty with a trouble
  std::string trouble;               // why the rules could not be read; empty: they were

  friend bool operator==(const Exposure&, const Exposure&) = default;
};

}  // namespace oakprobe::evidence
