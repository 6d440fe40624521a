#pragma once

#include "evidence/dial.hpp"
#include "wire/fields.hpp"
#include "wire/plain_value.hpp"

#include <vector>

namespace oakprobe::wire {

// What few dials have, each with its position in `dials`: the fields `failures`, `icmp_senders`,
// `resolved`, `services` and `answer_sources` of an evidence message.
void write_dial_details(const std::vector<evidence::DialEvidence>& dials, Json& map);
void read_dial_details(Fields& fields, std::vector<evidence::DialEvidence>& dials);

}  // namespace oakprobe::wire
