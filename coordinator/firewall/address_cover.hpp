#pragma once

#include "base/ip_prefix.hpp"

#include <string>
#include <vector>

namespace oakprobe::firewall {

// From so many addresses of a family on, neighbours are told as one block.
inline constexpr std::size_t single_addresses_max = 16;

// Exactly these addresses, ascending, each once, IPv4 first; many of them in as few blocks as there
// can be.
[[nodiscard]] std::vector<IpPrefix> address_cover(std::vector<IpAddress> addresses);

// As tools list it: an address alone has no length.
[[nodiscard]] std::string block_text(const IpPrefix& block);

}  // namespace oakprobe::firewall
