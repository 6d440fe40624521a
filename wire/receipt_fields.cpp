#include "wire/receipt_fields.hpp"

#include "base/check.hpp"
#include "wire/message_evidence.hpp"
#include "wire/path_runs.hpp"

#include <bit>

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
constexpr std::size_t receipt_state_bytes = 3 * 4 + 1;
constexpr std::uint8_t flag_as_told = 1;

std::vector<ReceiptState> read_receipt_states(Fields& fields) {
  std::vector<ReceiptState> states;
  const auto bytes =
      fields.records("receipt_states", receipt_state_bytes, evidence_paths_per_message);
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    ReceiptState& state = states.emplace_back();
    state.delivered = packed.take<std::uint32_t>();
    state.answered = packed.take<std::uint32_t>();
    state.answer_error = std::bit_cast<std::int32_t>(packed.take<std::uint32_t>());
    state.flags = packed.take<std::uint8_t>();
    if ((state.flags & ~flag_as_told) != 0) fields.fail();
  }
  return states;
}

}  // namespace

void write_receipts(const std::vector<evidence::ReceiptEvidence>& receipts, Json& map) {
  CHECK(receipts.size() <= evidence_paths_per_message);
  StateTable<ReceiptState> table;
  RunWriter runs;
  PackedWriter sources;
  PackedWriter ports;
  for (const auto& receipt : receipts) {
    ReceiptState state{receipt.delivered.bits(), receipt.answered.bits(), receipt.answer_error, 0};
    if (receipt.as_told) state.flags = flag_as_told;
    runs.put(receipt.path, table.position_of(state));
    if (!receipt.as_told) sources.put(receipt.observed_source);
    ports.put(receipt.observed_port);
  }
  PackedWriter states;
  for (const ReceiptState& state : table.states()) {
    states.put(state.delivered);
    states.put(state.answered);
    states.put(std::bit_cast<std::uint32_t>(state.answer_error));
    states.put(state.flags);
  }
  map["receipt_states"] = states.take();
  map["receipts"] = runs.take();
  map["sources"] = sources.take();
  map["source_ports"] = ports.take();
}

void read_receipts(Fields& fields, std::vector<evidence::ReceiptEvidence>& receipts) {
  const std::vector<ReceiptState> states = read_receipt_states(fields);
  PackedReader sources(fields.bytes("sources"));
  PackedReader ports(fields.bytes("source_ports"));
  bool whole = fields.ok();
  const auto take = [&](const PathId& path, std::uint16_t number) {
    const ReceiptState& state = states[number];
    evidence::ReceiptEvidence& receipt = receipts.emplace_back();
    receipt.path = path;
    receipt.delivered = evidence::AttemptSet(state.delivered);
    receipt.answered = evidence::AttemptSet(state.answered);
    receipt.answer_error = state.answer_error;
    receipt.as_told = (state.flags & flag_as_told) != 0;
    if (!receipt.as_told) {
      const auto source = sources.take_address();
      whole = whole && source;
      receipt.observed_source = source.value_or(IpAddress());
    }
    whole = whole && ports.bytes_left() >= sizeof receipt.observed_port;
    if (whole) receipt.observed_port = ports.take<std::uint16_t>();
  };
  const auto runs = fields.bytes("receipts");
  receipts.reserve(paths_of_runs(runs, evidence_paths_per_message));
  whole = read_runs(runs, states.size(), evidence_paths_per_message, take) && whole;
  if (!whole || sources.bytes_left() > 0 || ports.bytes_left() > 0) fields.fail();
}

}  // namespace oakprobe::wire
