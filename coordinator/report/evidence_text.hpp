#pragma once

#include "base/protocol.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "evidence/waypoint.hpp"

#include <array>
#include <optional>
#include <string>

namespace oakprobe::report {

// The ICMP error that most of the failed attempts met, the first of equals.
[[nodiscard]] std::optional<evidence::IcmpError> icmp_of(const diagnosis::FinishedPath& path);

// The dialled address, where it is known not to be one of the target's own.
[[nodiscard]] std::optional<IpAddress> nat_of(
    const diagnosis::FinishedCheck& check, const diagnosis::FinishedPath& path
);

// How far the probes of one cause's paths came, in words, and what was told: "12 of 12 left their
// sources, came to w3; none got past w3's firewall; ICMP 3/13 (administratively prohibited) from
// 192.0.2.1 (3 times)". Empty where nothing was seen.
[[nodiscard]] std::string seen_text(
    const diagnosis::FinishedCheck& check, const std::vector<std::size_t>& paths
);

// The same in numbers: "sent 12, left-source 12, reached-target 12, admitted 0".
[[nodiscard]] std::string counts_text(
    const diagnosis::FinishedCheck& check, const std::vector<std::size_t>& paths
);

// What was told, alone.
[[nodiscard]] std::string notes_text(
    const diagnosis::FinishedCheck& check, const std::vector<std::size_t>& paths
);

// "192.0.2.31:40211", "[2001:db8::1]:40211"
[[nodiscard]] std::string endpoint_text(const IpAddress& address, std::uint16_t port);

}  // namespace oakprobe::report
