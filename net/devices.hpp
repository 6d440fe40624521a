#pragma once

#include "packets/device_table.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace oakprobe::net {

// The devices of this network namespace. Asks the kernel; empty where it does not tell.
[[nodiscard]] packets::DeviceTable read_device_table();

// The interfaces that have an XDP program (rtnetlink(7), IFLA_XDP), at most interfaces_max. What
// such a program drops, no packet tap sees: it runs before them, in the driver or in
// __netif_receive_skb_core. Empty also if the kernel does not tell.
[[nodiscard]] std::vector<std::string> interfaces_with_xdp(std::size_t interfaces_max);

// Whether this host is set not to answer ARP for its own addresses at the interface, by its index:
// arp_ignore of 3 or more there or for all (ip-sysctl.rst: for addresses of host scope, or for
// all), or an interface without ARP (IFF_NOARP, netdevice(7)). False where nobody can tell.
[[nodiscard]] bool keeps_still(unsigned interface);

}  // namespace oakprobe::net
