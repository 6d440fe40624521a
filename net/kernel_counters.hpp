#pragma once

#include "evidence/node_evidence.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace oakprobe::net {

// The counters of this network namespace as they stand (/proc/net/netstat, snmp, snmp6,
// stat/arp_cache, stat/ndisc_cache, stat/nf_conntrack, the interfaces'), and the machine's
// softnet_stat.
[[nodiscard]] evidence::KernelCounters read_kernel_counters();

// What rose between two readings; a counter that one of them lacks stays nullopt.
[[nodiscard]] evidence::KernelCounters risen(
    const evidence::KernelCounters& before, const evidence::KernelCounters& after
);

// A named counter from the text of /proc/net/netstat or /proc/net/snmp, where a line of names
// ("TcpExt: SyncookiesSent …") comes before a line of values. For tests too.
[[nodiscard]] std::optional<std::uint64_t> counter_in_pairs(
    std::string_view text, std::string_view group, std::string_view name
);

// The sum over all processors of a named column of /proc/net/stat/arp_cache and the like: a line of
// names, then a line of hexadecimal values for each. For tests too.
[[nodiscard]] std::optional<std::uint64_t> counter_in_columns(
    std::string_view text, std::string_view name
);

// The sum over all processors of a column of /proc/net/softnet_stat: lines of hexadecimal numbers,
// without names. For tests too.
[[nodiscard]] std::optional<std::uint64_t> sum_of_column(std::string_view text, std::size_t column);

}  // namespace oakprobe::net
