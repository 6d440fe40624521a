#pragma once

#include "base/ip_address.hpp"
#include "base/mac_address.hpp"

#include <cstddef>

namespace oakprobe::evidence {

// To whom on its link the node sends what is for this address, as its neighbour table has it.
struct LinkNeighbour {
  IpAddress address;
  MacAddress link_address{};

  friend bool operator==(const LinkNeighbour&, const LinkNeighbour&) = default;
};

inline constexpr std::size_t link_neighbours_max = 1'024;  // of more the first are told
inline constexpr std::size_t link_addresses_max = 256;     // of more none are told

}  // namespace oakprobe::evidence
