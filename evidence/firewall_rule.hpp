#pragma once

#include "base/described_enum.hpp"
#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

// What in a host's own packet filter ends a path: which rule, and how that is known.
namespace oakprobe::evidence {

// By what the rule is known. Each but the last leaves what a kernel does with a packet to a
// reading of the rules; only what cannot be another rule is named.
BOOST_DEFINE_FIXED_ENUM_CLASS(
    RuleSource,
    std::uint8_t,
    read,     // no other rule of this host can drop this packet
    counted,  // several can; the counter of this one alone rose as packets were sent
    traced    // the kernel told it (nf_tables' trace)
)

// Bytes of UTF-8; longer texts are cut.
inline constexpr std::size_t rule_text_bytes_max = 512;
inline constexpr std::size_t rule_name_bytes_max = 128;  // of tables, chains, comments, owners

// A rule, or the policy of a base chain, by the names of `nft -a list ruleset`.
struct FirewallRule {
  std::string family;   // "ip", "ip6", "inet", "bridge", "netdev"; iptables' are "ip" and "ip6"
  std::string table;    // "filter"
  std::string chain;    // "INPUT"
  bool policy = false;  // the chain's policy; there is no rule then
  bool legacy = false;  // of iptables-legacy, which nf_tables knows nothing of
  std::uint64_t handle = 0;  // of the rule; 0: none, as of iptables-legacy
  std::string text;          // as the host's own tool prints it, without comment and counters
  std::string comment;
  std::string owner;  // who made it, as its user knows it: "ufw deny 50103/udp"; empty: not known
  RuleSource source = RuleSource::read;

  friend bool operator==(const FirewallRule&, const FirewallRule&) = default;
};

// A packet to look for in a host's packet filter: of a path, at one of its ends.
struct WatchedPacket {
  PathId path;
  bool leaves = false;   // this host by OUTPUT; else it comes in by INPUT
  bool answers = false;  // the path's target sends it, in answer
  Protocol protocol = Protocol::udp;
  // As this host sees them; unspecified (of that family): any.
  IpAddress source;
  IpAddress destination;
  std::uint16_t source_port = 0;       // 0: any
  std::uint16_t destination_port = 0;  // 0: any

  friend bool operator==(const WatchedPacket&, const WatchedPacket&) = default;
};

inline constexpr std::size_t watched_packets_max = 256;  // of one agent

// Which rule ended a watched packet. Nothing is told of one whose rule is not certain.
struct RuleFinding {
  PathId path;
  bool leaves = false;   // as WatchedPacket has it
  bool answers = false;  // so
  FirewallRule rule;

  friend bool operator==(const RuleFinding&, const RuleFinding&) = default;
};

}  // namespace oakprobe::evidence
