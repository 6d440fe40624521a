#pragma once

#include "base/ip_address.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe {

struct IpEndpoint {
  IpAddress address;
  std::uint16_t port = 0;

  friend bool operator==(const IpEndpoint&, const IpEndpoint&) = default;
};

// "127.0.0.1:8970", "[::1]:8970": an address as parse_ip_address() reads it, and a port up to
// 65535. 0 is taken: any that is free.
[[nodiscard]] std::optional<IpEndpoint> parse_ip_endpoint(std::string_view text);

// As parse_ip_endpoint() reads it.
[[nodiscard]] std::string to_text(const IpEndpoint& endpoint);

}  // namespace oakprobe
