#pragma once

#include "evidence/node_evidence.hpp"
#include "probe-agent/dial/dial_run.hpp"
#include "probe-agent/watch/watch.hpp"

#include <cstddef>

namespace oakprobe::agent {

// Adds to what the sockets of a path were told the ICMP errors that came to the host's interface
// and not to them: for attempts that were silent.
void add_unheard_errors(
    const Watch& watch, const DialRun& dials, std::size_t index, evidence::DialEvidence& evidence
);

}  // namespace oakprobe::agent
