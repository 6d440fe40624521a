#include "wire/dial_fields.hpp"

#include "base/check.hpp"
#include "wire/icmp_fields.hpp"
#include "wire/messages.hpp"
#include "wire/packed.hpp"

// What every path has stands in records of fixed width. What few have travels beside them, with
// the position of its record: failures, and what names resolved to.
namespace oakprobe::wire {
namespace {

// path, sent, connected, answered, flags, round trip: min, median, max
constexpr std::size_t dial_bytes = path_bytes + 3 * 4 + 1 + 3 * 4;
constexpr std::uint8_t flag_round_trip = 1;
constexpr std::uint8_t flag_not_tried = 2;

// position, attempt, stage, error, flags; then the ICMP error, if there is one
constexpr std::size_t failure_items = 5;
constexpr std::size_t failure_items_with_icmp = failure_items + icmp_items;
constexpr std::uint8_t flag_end_of_stream = 1;
constexpr std::uint8_t flag_foreign_answer = 2;

constexpr std::size_t alternatives_max = 16;

std::uint8_t flags(std::uint8_t first, bool first_set, std::uint8_t second, bool second_set) {
  return static_cast<std::uint8_t>((first_set ? first : 0) | (second_set ? second : 0));
}

Json dial_records(const std::vector<DialEvidence>& dials) {
  CHECK(dials.size() <= evidence_paths_per_message);
  PackedWriter packed;
  for (const auto& dial : dials) {
    const auto round_trip = dial.round_trip.value_or(RoundTrip{});
    packed.put(dial.path);
    packed.put(dial.sent.bits());
    packed.put(dial.connected.bits());
    packed.put(dial.answered.bits());
    packed.put(flags(flag_round_trip, dial.round_trip.has_value(), flag_not_tried, dial.not_tried));
    packed.put(round_trip.min_us);
    packed.put(round_trip.median_us);
    packed.put(round_trip.max_us);
  }
  return packed.take();
}

void read_dial_records(Fields& fields, std::vector<DialEvidence>& dials) {
  const auto bytes = fields.bytes("dials");
  const auto count = bytes.size() / dial_bytes;
  if (bytes.size() % dial_bytes != 0 || count > evidence_paths_per_message) return fields.fail();
  dials.reserve(count);
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    auto& dial = dials.emplace_back();
    dial.path = packed.take_path();
    dial.sent = AttemptSet(packed.take<std::uint32_t>());
    dial.connected = AttemptSet(packed.take<std::uint32_t>());
    dial.answered = AttemptSet(packed.take<std::uint32_t>());
    const auto flag_bits = packed.take<std::uint8_t>();
    if ((flag_bits & ~(flag_round_trip | flag_not_tried)) != 0) return fields.fail();
    dial.not_tried = (flag_bits & flag_not_tried) != 0;
    RoundTrip round_trip;
    round_trip.min_us = packed.take<std::uint32_t>();
    round_trip.median_us = packed.take<std::uint32_t>();
    round_trip.max_us = packed.take<std::uint32_t>();
    if ((flag_bits & flag_round_trip) != 0) dial.round_trip = round_trip;
  }
}

Json failure_list(const std::vector<DialEvidence>& dials) {
  auto list = Json::array();
  for (std::size_t position = 0; position < dials.size(); ++position) {
    CHECK(dials[position].failures.size() <= attempts_max);
    for (const auto& failure : dials[position].failures) {
      auto items = Json::array();
      items.push_back(position);
      items.push_back(failure.attempt);
      items.push_back(static_cast<std::uint8_t>(failure.stage));
      items.push_back(failure.error);
      items.push_back(flags(
          flag_end_of_stream, failure.end_of_stream, flag_foreign_answer, failure.foreign_answer
      ));
      if (failure.icmp) append_icmp(*failure.icmp, items);
      list.push_back(std::move(items));
    }
  }
  return list;
}

// items has failure_items at least, failure_items_with_icmp if there are more.
std::optional<DialFailure> read_failure(const Json& items) {
  constexpr std::uint8_t attempt_last = attempts_max - 1;
  constexpr auto stage_last = static_cast<std::uint8_t>(DialStage::reply);
  constexpr std::uint8_t flags_all = flag_end_of_stream | flag_foreign_answer;
  const auto attempt = read_number<std::uint8_t>(items[1], 0, attempt_last);
  const auto stage = read_number<std::uint8_t>(items[2], 0, stage_last);
  const auto error = read_number<std::int32_t>(items[3]);
  const auto flag_bits = read_number<std::uint8_t>(items[4], 0, flags_all);
  if (!attempt || !stage || !error || !flag_bits) return std::nullopt;
  DialFailure failure;
  failure.attempt = *attempt;
  failure.stage = static_cast<DialStage>(*stage);
  failure.error = *error;
  failure.end_of_stream = (*flag_bits & flag_end_of_stream) != 0;
  failure.foreign_answer = (*flag_bits & flag_foreign_answer) != 0;
  if (items.size() == failure_items_with_icmp) {
    failure.icmp = read_icmp(items, failure_items);
    if (!failure.icmp) return std::nullopt;
  }
  return failure;
}

// The record that a list item belongs to; nullptr if the item names none.
DialEvidence* dial_of(const Json& position, std::vector<DialEvidence>& dials) {
  const auto number = read_number<std::size_t>(position);
  return number && *number < dials.size() ? &dials[*number] : nullptr;
}

void read_failures(Fields& fields, std::vector<DialEvidence>& dials) {
  std::vector<AttemptSet> seen(dials.size());
  for (const auto& items : fields.list("failures", dials.size() * attempts_max)) {
    if (!items.is_array()) return fields.fail();
    if (items.size() != failure_items && items.size() != failure_items_with_icmp) {
      return fields.fail();
    }
    auto* dial = dial_of(items[0], dials);
    const auto failure = read_failure(items);
    if (dial == nullptr || !failure) return fields.fail();
    auto& attempts = seen[static_cast<std::size_t>(dial - dials.data())];
    if (attempts.has(failure->attempt)) return fields.fail();
    attempts.insert(failure->attempt);
    dial->failures.push_back(*failure);
  }
}

Json resolved_list(const std::vector<DialEvidence>& dials) {
  auto list = Json::array();
  for (std::size_t position = 0; position < dials.size(); ++position) {
    const auto& dial = dials[position];
    if (!dial.dialled && dial.alternatives.empty()) continue;
    CHECK(dial.alternatives.size() <= alternatives_max);
    auto map = Json::object();
    map["dial"] = position;
    if (dial.dialled) map["dialled"] = address_text(*dial.dialled);
    map["alternatives"] = address_list(dial.alternatives);
    list.push_back(std::move(map));
  }
  return list;
}

void read_resolved(Fields& fields, std::vector<DialEvidence>& dials) {
  for (const auto& value : fields.list("resolved", dials.size())) {
    Fields item(value);
    const auto* position = item.required("dial");
    auto* dial = position == nullptr ? nullptr : dial_of(*position, dials);
    if (dial == nullptr || dial->dialled || !dial->alternatives.empty()) return fields.fail();
    item.optional_address("dialled", dial->dialled);
    item.addresses("alternatives", dial->alternatives, alternatives_max);
    if (!item.ok()) return fields.fail();
  }
}

}  // namespace

void write_dials(const std::vector<DialEvidence>& dials, Json& map) {
  map["dials"] = dial_records(dials);
  map["failures"] = failure_list(dials);
  map["resolved"] = resolved_list(dials);
}

void read_dials(Fields& fields, std::vector<DialEvidence>& dials) {
  read_dial_records(fields, dials);
  read_failures(fields, dials);
  read_resolved(fields, dials);
}

}  // namespace oakprobe::wire
