#pragma once

#include "inventory/address.hpp"

#include <string>

namespace oakprobe::inventory {

// Whether a node can be dialled at it: an IPv4 or IPv6 literal or a DNS name. Empty: yes; else what
// is wrong and what would be right.
[[nodiscard]] std::string address_problem(const Address& address);

// One spelling for one address: literals in canonical form, names in lower case without the last
// dot. Two nodes with the same one are dialled at the same place.
[[nodiscard]] std::string canonical_address(const Address& address);

}  // namespace oakprobe::inventory
