#pragma once

#include "base/ip_address.hpp"
#include "net/next_hop.hpp"

#include <cstdint>
#include <set>

namespace oakprobe::net {

// Policy routing (ip-rule(8)): tables that the kernel asks before the main one. What such a table
// has a way to is none of the main table's business, whatever is added there.
class PolicyRoutes {
 public:
  // Reads the rules as they are now. What can't be read is not there.
  PolicyRoutes();

  // There is no such table: nothing is decided by one.
  [[nodiscard]] bool empty() const { return ipv4_.empty() && ipv6_.empty(); }

  // Whether the way to the destination, as the kernel would take it now, is of such a table.
  [[nodiscard]] bool decide(const IpAddress& destination, NextHops& hops) const;

 private:
  std::set<std::uint32_t> ipv4_;  // tables
  std::set<std::uint32_t> ipv6_;
};

}  // namespace oakprobe::net
