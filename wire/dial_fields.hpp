#pragma once

#include "evidence/dial.hpp"
#include "wire/fields.hpp"
#include "wire/plain_value.hpp"

#include <vector>

namespace oakprobe::wire {

// The fields `dial_states`, `dials` and `round_trips` of an evidence message, and those of
// dial_detail_fields.hpp.
void write_dials(const std::vector<evidence::DialEvidence>& dials, Json& map);
void read_dials(Fields& fields, std::vector<evidence::DialEvidence>& dials);

}  // namespace oakprobe::wire
