#pragma once

#include "coordinator/diagnosis/finding_book.hpp"

#include <cstdint>
#include <vector>

namespace oakprobe::diagnosis {

// Where a flow leads.
struct Endpoint {
  NodeId target{};
  const inventory::Address* address = &inventory::no_address;  // never null
  std::uint16_t port = 0;
};

// By NodeId of the source: what the inventory says that it dials on these flows, whatever part of
// it this check looked at.
[[nodiscard]] std::vector<std::vector<Endpoint>> endpoints_of(
    const inventory::Inventory& inventory, const std::vector<FlowId>& flows
);

// What the source, where it dialled the target at that address, made of it as a name.
[[nodiscard]] std::vector<const evidence::DialEvidence*> resolutions_of(
    const FindingBook& book, NodeId source, NodeId target, const inventory::Address& address
);

// It leads whoever dials it to himself: loopback, unspecified, or nothing at all.
[[nodiscard]] bool is_itself(const inventory::Address& address);

}  // namespace oakprobe::diagnosis
