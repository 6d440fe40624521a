#pragma once

#include "evidence/node_evidence.hpp"
#include "wire/fields.hpp"

#include <vector>

namespace oakprobe::wire {

// The fields `dial_states`, `dials`, `round_trips`, `failures`, `icmp_senders` and `resolved` of an
// evidence message.
void write_dials(const std::vector<evidence::DialEvidence>& dials, Json& map);
void read_dials(Fields& fields, std::vector<evidence::DialEvidence>& dials);

}  // namespace oakprobe::wire
