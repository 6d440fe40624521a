#pragma once

#include "base/listing.hpp"
#include "coordinator/telling/passage.hpp"

#include <optional>
#include <string>

namespace oakprobe::telling::samples {

using evidence::FirewallRule;
using evidence::FirewallTool;

inline IpAddress ip(const char* text) { return boost::asio::ip::make_address(text); }

inline const Passage tunnel_in{false, false, Protocol::udp, ip("192.0.2.31"), 50'103};
inline const Passage tunnel_out{true, false, Protocol::udp, ip("192.0.2.33"), 50'103};
inline const Passage broker_in_ipv6{false, false, Protocol::tcp, ip("2001:db8::31"), 10'003};
inline const Passage echo_out{true, true, Protocol::udp, ip("192.0.2.31"), 50'103};
inline const Passage echo_in{false, true, Protocol::udp, ip("192.0.2.33"), 50'103};

inline FirewallRule rule(
    const char* family, const char* table, const char* chain, const char* text
) {
  FirewallRule one;
  one.family = family;
  one.table = table;
  one.chain = chain;
  one.handle = 7;
  one.text = text;
  return one;
}

inline FirewallRule policy(const char* family, const char* table, const char* chain) {
  FirewallRule one = rule(family, table, chain, "");
  one.policy = true;
  one.handle = 0;
  return one;
}

inline FirewallRule of_legacy(FirewallRule one) {
  one.handle = 0;
  one.legacy = true;
  return one;
}

inline const Passage published{false, false, Protocol::tcp, ip("192.0.2.31"), 10'100, true};

// A line goes to the file of nftables' service if that can be loaded with it.
inline std::string appended(const std::string& line) {
  const std::string add = R"(printf '\n%s\n' "$line")";
  return "line='" + line +
         R"('; grep -qxF "$line" /etc/nftables.conf || { (cat /etc/nftables.conf; )" + add +
         ") | unshare --net nft -f /dev/stdin && " + add + " >> /etc/nftables.conf; }";
}

// All that is to be run, "; " between two; "none".
inline std::string commands(
    const Passage& passage, std::optional<FirewallTool> tool, const FirewallRule* known
) {
  const auto opening = opening_of(passage, tool, known);
  if (!opening) return "none";
  return join(opening->commands, "; ") + (opening->save.empty() ? "" : "; " + opening->save);
}

struct RuleRow {
  const char* name;
  Passage passage;
  std::optional<FirewallTool> tool;
  FirewallRule rule;
  std::string wanted;
};

}  // namespace oakprobe::telling::samples
