#pragma once

#include "evidence/node_evidence.hpp"
#include "wire/fields.hpp"

#include <vector>

namespace oakprobe::wire {

// What stand-ins received: `receipt_states`, `receipts`, `sources`, `source_ports`.
void write_receipts(const std::vector<evidence::ReceiptEvidence>& receipts, Json& map);
void read_receipts(Fields& fields, std::vector<evidence::ReceiptEvidence>& receipts);

}  // namespace oakprobe::wire
