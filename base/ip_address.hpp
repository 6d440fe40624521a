#pragma once

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <string_view>

namespace oakprobe {

// The one Asio type that the pure rooms know: a value without I/O.
using IpAddress = boost::asio::ip::address;

// An IPv4 or IPv6 literal without a zone ("fe80::1%eth0" is refused: a zone is a name of one
// machine's interface and means nothing on another). IPv4-mapped IPv6 comes back as IPv4.
[[nodiscard]] std::optional<IpAddress> parse_ip_address(std::string_view text);

// IPv4-mapped IPv6 (::ffff:192.0.2.1), as dual-stack sockets show IPv4 peers, becomes IPv4.
[[nodiscard]] IpAddress unmapped(const IpAddress& address);

}  // namespace oakprobe
