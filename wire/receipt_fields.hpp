#pragma once

#include "evidence/receipt.hpp"
#include "wire/fields.hpp"
#include "wire/plain_value.hpp"

#include <vector>

namespace oakprobe::wire {

// What stand-ins received: `receipt_states`, `receipts`, `sources`, `source_ports`.
void write_receipts(const std::vector<evidence::ReceiptEvidence>& receipts, Json& map);
void read_receipts(Fields& fields, std::vector<evidence::ReceiptEvidence>& receipts);

}  // namespace oakprobe::wire
