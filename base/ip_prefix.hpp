#pragma once

#include "base/ip_address.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe {

// A block of addresses, as a route has it: "10.16.0.0/12".
struct IpPrefix {
  IpAddress address;
  std::uint8_t length = 0;  // bits that count

  // False for an address of the other family. IPv4-mapped IPv6 counts as IPv4.
  [[nodiscard]] bool contains(const IpAddress& other) const;
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const IpPrefix&, const IpPrefix&) = default;
};

// nullopt: no address, or no length of its family, e.g. "10.0.0.0/33".
[[nodiscard]] std::optional<IpPrefix> parse_ip_prefix(std::string_view text);

// Without the bits that don't count: "203.0.113.5/24" is "203.0.113.0/24".
[[nodiscard]] IpPrefix network_of(const IpPrefix& block);

// Of those that no network hands on to another (RFC 1918, 6598, 4193).
[[nodiscard]] bool is_private(const IpAddress& address);

}  // namespace oakprobe
