#include "coordinator/check/plausible_evidence.hpp"

#include <algorithm>

namespace oakprobe::check {
namespace {

bool is_within(wire::AttemptSet part, wire::AttemptSet whole) {
  return (part.bits() & ~whole.bits()) == 0;
}

wire::AttemptSet first(unsigned attempts) {
  return wire::AttemptSet(attempts >= wire::attempts_max ? ~0U : (1U << attempts) - 1);
}

}  // namespace

bool is_plausible(const wire::DialEvidence& dial, Protocol protocol, unsigned attempts) {
  if (!is_within(dial.sent, first(attempts)) || !is_within(dial.connected, dial.sent)) return false;
  const bool tcp = protocol == Protocol::tcp;
  if (!is_within(dial.answered, tcp ? dial.connected : dial.sent)) return false;
  if (!tcp && !dial.connected.empty()) return false;
  if (dial.not_tried && !dial.sent.empty()) return false;
  if (const auto& time = dial.round_trip) {
    if (dial.answered.empty() || time->min_us > time->median_us || time->median_us > time->max_us)
      return false;
  }
  return std::ranges::all_of(dial.failures, [&](const wire::DialFailure& failure) {
    return failure.attempt < attempts;
  });
}

bool is_plausible(const wire::ReceiptEvidence& receipt) {
  return is_within(receipt.answered, receipt.delivered);
}

void keep_planned(wire::ReceiptEvidence& receipt, unsigned attempts) {
  receipt.delivered = wire::AttemptSet(receipt.delivered.bits() & first(attempts).bits());
  receipt.answered = wire::AttemptSet(receipt.answered.bits() & first(attempts).bits());
}

}  // namespace oakprobe::check
