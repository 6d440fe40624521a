#pragma once

#include "base/mac_address.hpp"
#include "coordinator/diagnosis/scene.hpp"

#include <optional>

// Two machines with one IP address on a link.
namespace oakprobe::diagnosis {

// The link-layer address to which the source sends what is for the dialled one, and which no
// interface of the target has: another machine has the IP address, too, or answers for it (a proxy
// of ARP, a virtual router). nullopt: none such is known.
[[nodiscard]] std::optional<MacAddress> twin_of(const Scene& scene);

}  // namespace oakprobe::diagnosis
