#pragma once

#include "coordinator/firewall/needed_rules.hpp"

#include <array>
#include <string>
#include <string_view>

namespace oakprobe::firewall {

// An address family, as rules and sets speak of it.
struct Family {
  std::string_view number;      // "4"
  std::string_view ethertype;   // "IPv4"
  std::string_view everything;  // "0.0.0.0/0"
  std::vector<IpPrefix> PeerSet::*blocks;
  bool Rule::*goes_over;

  // Whether the rule lets in anybody of this family by an address.
  [[nodiscard]] bool has(const Rule& rule, const PeerSet& set) const {
    return rule.*goes_over && !(set.*blocks).empty();
  }
  // "workers-a-4": what the family's part of a set is called.
  [[nodiscard]] std::string name(const PeerSet& set) const {
    return set.name + "-" + std::string(number);
  }
};

inline constexpr std::array families{
    Family{"4", "IPv4", "0.0.0.0/0", &PeerSet::ipv4, &Rule::ipv4},
    Family{"6", "IPv6", "::/0", &PeerSet::ipv6, &Rule::ipv6},
};

}  // namespace oakprobe::firewall
