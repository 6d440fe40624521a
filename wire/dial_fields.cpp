#include "wire/dial_fields.hpp"

#include "base/check.hpp"
#include "evidence/round_trip_code.hpp"
#include "wire/messages.hpp"
#include "wire/path_runs.hpp"

#include <algorithm>
#include <bit>

// Most paths are in one of few states, and stand in runs (path_runs.hpp). What few have travels
// beside them, with the position of its path: failures, and what names resolved to.
namespace oakprobe::wire {
namespace {

// What paths are alike in.
struct DialState {
  std::uint32_t sent = 0;
  std::uint32_t connected = 0;
  std::uint32_t answered = 0;
  std::uint8_t flags = 0;

  [[nodiscard]] bool has_round_trip() const;
  [[nodiscard]] bool has_one_answer() const { return std::popcount(answered) == 1; }
  friend auto operator<=>(const DialState&, const DialState&) = default;
};
constexpr std::size_t state_bytes = 3 * 4 + 1;
constexpr std::uint8_t flag_round_trip = 1;
constexpr std::uint8_t flag_not_tried = 2;
constexpr std::uint8_t flag_by_dialler = 4;
constexpr std::uint8_t flag_docker_names = 8;
constexpr std::uint8_t flag_by_hosts_file = 16;
constexpr std::uint8_t flags_known =
    flag_round_trip | flag_not_tried | flag_by_dialler | flag_docker_names | flag_by_hosts_file;

bool DialState::has_round_trip() const { return (flags & flag_round_trip) != 0; }

// Of several answers: how many steps the minimum is below the median, and the maximum above, in
// four bits each; so many or more, and the code itself follows.
constexpr unsigned steps_far = 15;

// position, attempt, stage, error, flags; then the ICMP error: type, code, position of its sender,
// MTU
constexpr std::size_t failure_bytes = 2 + 1 + 1 + 4 + 1 + 1 + 1 + 4 + 4;
constexpr std::uint8_t flag_end_of_stream = 1;
constexpr std::uint8_t flag_foreign_answer = 2;
constexpr std::uint8_t flag_icmp = 4;
constexpr std::uint8_t flag_unheard = 8;
constexpr std::uint8_t failure_flags_known =
    flag_end_of_stream | flag_foreign_answer | flag_icmp | flag_unheard;

constexpr std::size_t alternatives_max = 16;

std::uint8_t flag(bool set, std::uint8_t bit) { return set ? bit : std::uint8_t{0}; }

void write_round_trip(const evidence::RoundTrip& time, bool one_answer, PackedWriter& packed) {
  const unsigned min = evidence::round_trip_code(time.min_us);
  const unsigned median = evidence::round_trip_code(time.median_us);
  const unsigned max = evidence::round_trip_code(time.max_us);
  CHECK(min <= median && median <= max);
  packed.put(static_cast<std::uint8_t>(median));
  if (one_answer) return;
  const unsigned below = std::min(median - min, steps_far);
  const unsigned above = std::min(max - median, steps_far);
  packed.put(static_cast<std::uint8_t>(below << 4U | above));
  if (below == steps_far) packed.put(static_cast<std::uint8_t>(min));
  if (above == steps_far) packed.put(static_cast<std::uint8_t>(max));
}

void write_dial_runs(const std::vector<evidence::DialEvidence>& dials, Json& map) {
  CHECK(dials.size() <= evidence_paths_per_message);
  StateTable<DialState> table;
  RunWriter runs;
  PackedWriter round_trips;
  for (const auto& dial : dials) {
    DialState state{dial.sent.bits(), dial.connected.bits(), dial.answered.bits(), 0};
    state.flags = static_cast<std::uint8_t>(
        flag(dial.round_trip.has_value(), flag_round_trip) | flag(dial.not_tried, flag_not_tried) |
        flag(dial.by_dialler, flag_by_dialler) | flag(dial.docker_names, flag_docker_names) |
        flag(dial.by_hosts_file, flag_by_hosts_file)
    );
    runs.put(dial.path, table.position_of(state));
    if (state.has_round_trip())
      write_round_trip(*dial.round_trip, state.has_one_answer(), round_trips);
  }
  PackedWriter states;
  for (const DialState& state : table.states()) {
    states.put(state.sent);
    states.put(state.connected);
    states.put(state.answered);
    states.put(state.flags);
  }
  map["dial_states"] = states.take();
  map["dials"] = runs.take();
  map["round_trips"] = round_trips.take();
}

std::vector<DialState> read_dial_states(Fields& fields) {
  std::vector<DialState> states;
  const auto bytes = fields.bytes("dial_states");
  const bool few = bytes.size() / state_bytes <= evidence_paths_per_message;
  if (bytes.size() % state_bytes != 0 || !few) {
    fields.fail();
    return states;
  }
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    DialState& state = states.emplace_back();
    state.sent = packed.take<std::uint32_t>();
    state.connected = packed.take<std::uint32_t>();
    state.answered = packed.take<std::uint32_t>();
    state.flags = packed.take<std::uint8_t>();
    if ((state.flags & ~flags_known) != 0) fields.fail();
  }
  return states;
}

// False: there is none that can be.
bool read_round_trip(PackedReader& packed, bool one_answer, evidence::DialEvidence& dial) {
  const auto take_code = [&] {
    return packed.bytes_left() > 0 ? packed.take<std::uint8_t>() : std::uint8_t{0};
  };
  const unsigned median = take_code();
  unsigned min = median;
  unsigned max = median;
  if (!one_answer) {
    if (packed.bytes_left() == 0) return false;
    const auto steps = packed.take<std::uint8_t>();
    const unsigned below = steps >> 4U;
    const unsigned above = steps & 0xfU;
    min = below == steps_far ? take_code() : median - std::min(below, median);
    max = above == steps_far ? take_code() : median + above;
  }
  if (min == 0 || min > median || max < median || max > 255) return false;
  const auto us = [](unsigned code) {
    return evidence::round_trip_us(static_cast<std::uint8_t>(code));
  };
  dial.round_trip = {us(min), us(median), us(max)};
  return true;
}

void read_dial_runs(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  const std::vector<DialState> states = read_dial_states(fields);
  PackedReader round_trips(fields.bytes("round_trips"));
  bool whole = fields.ok();
  const auto take = [&](const PathId& path, std::uint16_t number) {
    const DialState& state = states[number];
    evidence::DialEvidence& dial = dials.emplace_back();
    dial.path = path;
    dial.sent = evidence::AttemptSet(state.sent);
    dial.connected = evidence::AttemptSet(state.connected);
    dial.answered = evidence::AttemptSet(state.answered);
    dial.not_tried = (state.flags & flag_not_tried) != 0;
    dial.by_dialler = (state.flags & flag_by_dialler) != 0;
    dial.docker_names = (state.flags & flag_docker_names) != 0;
    dial.by_hosts_file = (state.flags & flag_by_hosts_file) != 0;
    if (state.has_round_trip())
      whole = whole && read_round_trip(round_trips, state.has_one_answer(), dial);
  };
  const auto runs = fields.bytes("dials");
  dials.reserve(paths_of_runs(runs, evidence_paths_per_message));
  whole = read_runs(runs, states.size(), evidence_paths_per_message, take) && whole;
  if (!whole || round_trips.bytes_left() > 0) fields.fail();
}

void write_failures(const std::vector<evidence::DialEvidence>& dials, Json& map) {
  AddressTable senders;
  PackedWriter packed;
  for (std::size_t position = 0; position < dials.size(); ++position) {
    CHECK(dials[position].failures.size() <= evidence::attempts_max);
    for (const auto& failure : dials[position].failures) {
      packed.put(static_cast<std::uint16_t>(position));
      packed.put(failure.attempt);
      packed.put(static_cast<std::uint8_t>(failure.stage));
      packed.put(std::bit_cast<std::uint32_t>(failure.error));
      packed.put(static_cast<std::uint8_t>(
          flag(failure.end_of_stream, flag_end_of_stream) |
          flag(failure.foreign_answer, flag_foreign_answer) |
          flag(failure.icmp.has_value(), flag_icmp) | flag(failure.unheard, flag_unheard)
      ));
      const evidence::IcmpError icmp = failure.icmp.value_or(evidence::IcmpError{});
      packed.put(icmp.type);
      packed.put(icmp.code);
      packed.put(failure.icmp ? senders.position_of(icmp.from) : std::uint32_t{0});
      packed.put(icmp.mtu);
    }
  }
  map["failures"] = packed.take();
  map["icmp_senders"] = senders.take();
}

// The caller has checked that a whole record is left. False: it is none that can be.
bool read_failure(
    PackedReader& packed,
    std::span<const IpAddress> senders,
    std::vector<evidence::DialEvidence>& dials
) {
  const auto position = packed.take<std::uint16_t>();
  evidence::DialFailure failure;
  failure.attempt = packed.take<std::uint8_t>();
  const auto stage = packed.take<std::uint8_t>();
  failure.stage = static_cast<evidence::DialStage>(stage);
  failure.error = std::bit_cast<std::int32_t>(packed.take<std::uint32_t>());
  const auto flags = packed.take<std::uint8_t>();
  failure.end_of_stream = (flags & flag_end_of_stream) != 0;
  failure.foreign_answer = (flags & flag_foreign_answer) != 0;
  failure.unheard = (flags & flag_unheard) != 0;
  evidence::IcmpError icmp;
  icmp.type = packed.take<std::uint8_t>();
  icmp.code = packed.take<std::uint8_t>();
  const auto sender = packed.take<std::uint32_t>();
  icmp.mtu = packed.take<std::uint32_t>();
  if (position >= dials.size() || failure.attempt >= evidence::attempts_max) return false;
  if (stage > static_cast<std::uint8_t>(evidence::DialStage::overlay)) return false;
  if ((flags & ~failure_flags_known) != 0) return false;
  if ((flags & flag_icmp) != 0) {
    if (sender >= senders.size()) return false;
    icmp.from = senders[sender];
    failure.icmp = icmp;
  }
  auto& known = dials[position].failures;
  const auto same = [&](const evidence::DialFailure& other) {
    return other.attempt == failure.attempt;
  };
  if (std::ranges::any_of(known, same)) return false;
  known.push_back(failure);
  return true;
}

void read_failures(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  const auto senders =
      read_address_table(fields.bytes("icmp_senders"), dials.size() * evidence::attempts_max);
  const auto bytes = fields.bytes("failures");
  if (!senders || bytes.size() % failure_bytes != 0) return fields.fail();
  for (PackedReader packed(bytes); packed.bytes_left() > 0;)
    if (!read_failure(packed, *senders, dials)) return fields.fail();
}

// The path that a list item belongs to; nullptr if the item names none.
evidence::DialEvidence* dial_of(
    const CborView& position, std::vector<evidence::DialEvidence>& dials
) {
  const auto number = read_number<std::size_t>(position);
  return number && *number < dials.size() ? &dials[*number] : nullptr;
}

Json resolved_list(const std::vector<evidence::DialEvidence>& dials) {
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

void read_resolved(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
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

Json answer_sources(const std::vector<evidence::DialEvidence>& dials) {
  PackedWriter packed;
  for (std::size_t position = 0; position < dials.size(); ++position) {
    const auto& from = dials[position].answered_from;
    if (!from) continue;
    packed.put(static_cast<std::uint16_t>(position));
    packed.put(from->port);
    packed.put(from->address);
  }
  return packed.take();
}

void read_answer_sources(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  for (PackedReader packed(fields.bytes("answer_sources")); packed.bytes_left() > 0;) {
    if (packed.bytes_left() < 2 * sizeof(std::uint16_t)) return fields.fail();
    const auto position = packed.take<std::uint16_t>();
    const auto port = packed.take<std::uint16_t>();
    const auto address = packed.take_address();
    if (!address || position >= dials.size() || dials[position].answered_from) return fields.fail();
    dials[position].answered_from = evidence::AnswerSource{*address, port};
  }
}

}  // namespace

void write_dials(const std::vector<evidence::DialEvidence>& dials, Json& map) {
  write_dial_runs(dials, map);
  write_failures(dials, map);
  map["resolved"] = resolved_list(dials);
  map["answer_sources"] = answer_sources(dials);
}

void read_dials(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  read_dial_runs(fields, dials);
  read_failures(fields, dials);
  read_resolved(fields, dials);
  read_answer_sources(fields, dials);
}

}  // namespace oakprobe::wire
