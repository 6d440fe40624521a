#pragma once

#include "base/protocol.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "wire/waypoint.hpp"

#include <array>
#include <optional>
#include <string>

namespace oakprobe::report {

// The ICMP error that most of the failed attempts met, the first of equals.
[[nodiscard]] std::optional<wire::IcmpError> icmp_of(const diagnosis::FinishedPath& path);

// The dialled address, where it is known not to be one of the target's own.
[[nodiscard]] std::optional<IpAddress> nat_of(
    const diagnosis::FinishedCheck& check, const diagnosis::FinishedPath& path
);

// "sent 12, delivered 0; ICMP 3/13 (administratively prohibited) from 192.0.2.1": the sums over the
// paths of one cause, and what was told. Empty where nothing was seen.
[[nodiscard]] std::string evidence_text(
    const diagnosis::FinishedCheck& check, const std::vector<std::size_t>& paths
);

// What was told, alone.
[[nodiscard]] std::string notes_text(
    const diagnosis::FinishedCheck& check, const std::vector<std::size_t>& paths
);

// "192.0.2.31:40211", "[2001:db8::1]:40211"
[[nodiscard]] std::string endpoint_text(const IpAddress& address, std::uint16_t port);

}  // namespace oakprobe::report
