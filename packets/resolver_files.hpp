#pragma once

#include "base/ip_address.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::packets {

inline constexpr std::size_t resolver_file_bytes_max = 256U * 1024;
inline constexpr std::size_t name_servers_max = 3;    // MAXNS, resolv.conf(5)
inline constexpr std::size_t search_domains_max = 6;  // MAXDNSRCH

// /etc/resolv.conf, as far as the C library heeds it.
struct ResolverConfig {
  std::vector<IpAddress> servers;  // name_servers_max at most
  std::vector<std::string> search;
  unsigned dots = 1;  // option ndots

  friend bool operator==(const ResolverConfig&, const ResolverConfig&) = default;
};

// Total: lines that make no sense are left out, as the C library does.
[[nodiscard]] ResolverConfig parse_resolver_config(std::string_view text);

// The name's addresses in the text of /etc/hosts, in its order (hosts(5)).
[[nodiscard]] std::vector<IpAddress> addresses_in_hosts(
    std::string_view text, std::string_view name
);

}  // namespace oakprobe::packets
