#pragma once

#include "base/ip_address.hpp"
#include "coordinator/diagnosis/path_evidence.hpp"

#include <optional>

namespace oakprobe::diagnosis {

// Both nodes are one machine in one network namespace: an address says nothing about which of them
// spoke. Namespaces of one machine share the boot id, so their inodes must be the same too, or,
// where an agent does not tell them, the addresses.
[[nodiscard]] bool is_same_host(const NodeObservation& a, const NodeObservation& b);

// They are known to be two machines, or two network namespaces of one. False where one of the
// agents told nothing.
[[nodiscard]] bool is_another_host(const NodeObservation& a, const NodeObservation& b);

// nullopt: the node's addresses are not known. Loopback addresses and the
// unspecified one are everybody's.
[[nodiscard]] std::optional<bool> owns(const NodeObservation& node, const IpAddress& address);

// The dialled address is known not to be one of the target's own: a NAT, a forward, or a mistake
// in the inventory lies between. False where the target's addresses are not known.
[[nodiscard]] bool is_behind_nat(
    const NodeObservation& source, const NodeObservation& target, const IpAddress& dialled
);

}  // namespace oakprobe::diagnosis
