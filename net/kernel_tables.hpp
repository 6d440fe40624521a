#pragma once

#include "evidence/facts.hpp"

namespace oakprobe::net {

// How full the kernel's tables are, and what they hold (IPv4 neighbours, connection tracking), and
// which networks this host reaches without a router. The neighbour table's limits stand in the
// first network namespace only; the connection tracking's where its module is loaded.
[[nodiscard]] evidence::KernelTables read_kernel_tables();

}  // namespace oakprobe::net
