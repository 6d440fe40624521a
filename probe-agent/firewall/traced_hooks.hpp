#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace oakprobe::rules {
struct Ruleset;
}

namespace oakprobe::agent {

// Where packets are traced as they come to this host, beside prerouting: as early as its rules may
// end them.
struct TracedHooks {
  bool bridge = false;               // at the ports of its bridges
  std::vector<std::string> ingress;  // at these network interfaces
};

// A chain of netdev has so many at most (NFT_NETDEVICE_MAX).
inline constexpr std::size_t ingress_devices_max = 256;

// Where the rules have chains of these kinds: at all interfaces of the host then, since what nft
// prints does not always tell a chain's, and a packet comes by several (a bond's, a bridge's).
[[nodiscard]] TracedHooks traced_hooks(const rules::Ruleset& rules);

}  // namespace oakprobe::agent
