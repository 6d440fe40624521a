#pragma once

#include "evidence/exposure.hpp"
#include "probe-agent/firewall/rule_reader.hpp"
#include "rules/ruleset.hpp"
#include "wire/messages.hpp"

namespace oakprobe::agent {

// Which port is open to whom: what this host lets in of what is asked, and of its own open ports,
// by its rules. Anyone is three addresses of the internet, far from each other: where the rules
// treat them otherwise, it is not certain. Reads sockets, routes and rules; sends nothing.
[[nodiscard]] evidence::Exposure exposure_of(
    const wire::ExposureRequest& request, const rules::Ruleset& rules
);

// The same by what the host's tools printed; or why they did not.
[[nodiscard]] evidence::Exposure exposure_of(
    const wire::ExposureRequest& request, HostReading reading
);

}  // namespace oakprobe::agent
