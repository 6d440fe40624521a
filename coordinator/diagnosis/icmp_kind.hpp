#pragma once

#include "evidence/node_evidence.hpp"

#include <cstdint>
#include <string>

namespace oakprobe::diagnosis {

// What an ICMP or ICMPv6 error says, whoever sent it (RFC 792, 1122 §3.2.2.1, 1812 §5.2.7, 4443).
enum class IcmpKind : std::uint8_t {
  port_unreachable,  // also protocol unreachable: nothing listens, or a firewall's REJECT
  prohibited,        // by policy: only a filter says so
  host_unreachable,
  net_unreachable,
  too_big,
  time_exceeded,
  other,
};

[[nodiscard]] IcmpKind kind_of(const evidence::IcmpError& error);

// "ICMP 3/13 (administratively prohibited)".
[[nodiscard]] std::string describe(const evidence::IcmpError& error);

}  // namespace oakprobe::diagnosis
