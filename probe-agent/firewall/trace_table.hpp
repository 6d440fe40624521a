#pragma once

#include "evidence/firewall_rule.hpp"
#include "probe-agent/firewall/traced_hooks.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace oakprobe::agent {

// Of each watched packet the kernel traces so many a second, and at once: they are alike.
inline constexpr std::uint32_t traces_per_second_max = 20;

// The batch of netlink messages that makes a table which has the kernel trace these packets and
// does nothing else: `meta nftrace set 1` before all others' tables. It is owned by the socket that
// sends the batch, and is gone when that is closed (Linux 5.12). Each kind of `hooks` is a table
// more.
[[nodiscard]] std::vector<std::byte> trace_table(
    const std::string& name,
    std::span<const evidence::WatchedPacket> packets,
    const TracedHooks& hooks
);

}  // namespace oakprobe::agent
