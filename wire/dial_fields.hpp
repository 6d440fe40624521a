#pragma once

#include "wire/evidence.hpp"
#include "wire/fields.hpp"

#include <vector>

namespace oakprobe::wire {

// The fields `dials`, `failures` and `resolved` of an evidence message.
void write_dials(const std::vector<DialEvidence>& dials, Json& map);
void read_dials(Fields& fields, std::vector<DialEvidence>& dials);

}  // namespace oakprobe::wire
