#pragma once

#include <cstdint>

namespace oakprobe::net {

// The inode of this process's network namespace (network_namespaces(7)): processes of one machine
// with the same one share interfaces, addresses and ports. 0: could not be read.
[[nodiscard]] std::uint64_t network_namespace();

// The same of its UTS namespace (uts_namespaces(7)): with the same one they share the host name.
[[nodiscard]] std::uint64_t uts_namespace();

}  // namespace oakprobe::net
