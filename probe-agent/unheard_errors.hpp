#pragma once

#include "probe-agent/dial/dial_run.hpp"
#include "probe-agent/watch/watch.hpp"
#include "wire/evidence.hpp"

#include <cstddef>

namespace oakprobe::agent {

// Adds to what the sockets of a path were told the ICMP errors that came to the host's interface
// and not to them: for attempts that were silent.
void add_unheard_errors(
    const Watch& watch, const DialRun& dials, std::size_t index, wire::DialEvidence& evidence
);

}  // namespace oakprobe::agent
