#pragma once

#include "base/ip_address.hpp"
#include "wire/evidence.hpp"

#include <optional>
#include <set>

namespace oakprobe::agent {

// Tells which of the addresses this host's kernel sends to by a device that is not the machine's
// edge, from `bind` if it is given, and describes those devices. Nothing is sent.
void tell_inner_ways(
    const std::set<IpAddress>& addresses,
    const std::optional<IpAddress>& bind,
    wire::NodeEvidence& evidence
);

}  // namespace oakprobe::agent
