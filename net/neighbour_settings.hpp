#pragma once

namespace oakprobe::net {

// Whether this host is set not to answer ARP for its own addresses at the interface, by its index:
// arp_ignore of 3 or more there or for all (ip-sysctl.rst: for addresses of host scope, or for
// all), or an interface without ARP (IFF_NOARP, netdevice(7)). False where nobody can tell.
[[nodiscard]] bool keeps_still(unsigned interface);

}  // namespace oakprobe::net
