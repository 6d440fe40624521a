#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace oakprobe::net {

// The interfaces that have an XDP program (rtnetlink(7), IFLA_XDP), at most interfaces_max. What
// such a program drops, no packet tap sees: it runs before them, in the driver or in
// __netif_receive_skb_core. Empty also if the kernel does not tell.
[[nodiscard]] std::vector<std::string> interfaces_with_xdp(std::size_t interfaces_max);

}  // namespace oakprobe::net
