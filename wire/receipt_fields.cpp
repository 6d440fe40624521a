#include "base/check.hpp"
#include "wire/evidence_fields.hpp"
#include "wire/message_evidence.hpp"
#include "wire/path_runs.hpp"

// Most paths are in one of few states, and stand in runs (path_runs.hpp). Each has the port that
// its first probe came from, and the address where that is not the one that `arm` told.
namespace oakprobe::wire {
namespace {

struct ReceiptState {
  std::uint32_t delivered = 0;
  std::uint32_t answered = 0;
  std::int32_t answer_error = 0;
  std::uint8_t flags = 0;

  friend auto operator<=>(const ReceiptState&, const ReceiptState&) = default;
};

constexpr Flags<evidence::ReceiptEvidence, 1> receipt_flags{&evidence::ReceiptEvidence::as_told};

}  // namespace

void write_receipts(const std::vector<evidence::ReceiptEvidence>& receipts, Json& map) {
  CHECK(receipts.size() <= evidence_paths_per_message);
  StateTable<ReceiptState> table;
  RunWriter runs;
  PackedWriter sources;
  PackedWriter ports;
  for (const auto& receipt : receipts) {
    const ReceiptState state{
        receipt.delivered.bits(),
        receipt.answered.bits(),
        receipt.answer_error,
        bits_of(receipt, receipt_flags)};
    runs.put(receipt.path, table.position_of(state));
    if (!receipt.as_told) sources.put(receipt.observed_source);
    ports.put(receipt.observed_port);
  }
  map["receipt_states"] = packed(table.states(), evidence_paths_per_message);
  map["receipts"] = runs.take();
  map["sources"] = sources.take();
  map["source_ports"] = ports.take();
}

void read_receipts(Fields& fields, std::vector<evidence::ReceiptEvidence>& receipts) {
  std::vector<ReceiptState> states;
  read_records(fields, "receipt_states", evidence_paths_per_message, states);
  PackedReader sources(fields.bytes("sources"));
  PackedReader ports(fields.bytes("source_ports"));
  bool whole = true;
  receipts.reserve(paths_of_runs(fields.bytes("receipts"), evidence_paths_per_message));
  const auto take = [&](const PathId& path, std::uint16_t number) {
    const ReceiptState& state = states[number];
    evidence::ReceiptEvidence& receipt = receipts.emplace_back();
    receipt.path = path;
    receipt.delivered = evidence::AttemptSet(state.delivered);
    receipt.answered = evidence::AttemptSet(state.answered);
    receipt.answer_error = state.answer_error;
    whole = whole && set_flags(state.flags, receipt_flags, receipt) &&
            (receipt.as_told || sources.take(receipt.observed_source)) &&
            ports.take(receipt.observed_port);
  };
  read_runs(fields, "receipts", states.size(), evidence_paths_per_message, take);
  if (!whole || !sources.is_over() || !ports.is_over()) fields.fail();
}

}  // namespace oakprobe::wire
