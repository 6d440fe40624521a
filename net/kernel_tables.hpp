#pragma once

#include "evidence/facts.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace oakprobe::net {

// How full the kernel's tables are, and what they hold (IPv4 neighbours, connection tracking), and
// which networks this host reaches without a router. The neighbour table's limits stand in the
// first network namespace only; the connection tracking's where its module is loaded.
[[nodiscard]] evidence::KernelTables read_kernel_tables();

// The number that a file of /proc/sys has; nullopt: none, or above 32 bits.
[[nodiscard]] std::optional<std::uint32_t> sysctl_number(std::string_view text);

// The entries of the table, of the text of /proc/net/stat/arp_cache: the same in each row.
[[nodiscard]] std::optional<std::uint32_t> neighbour_entries(std::string_view text);

}  // namespace oakprobe::net
