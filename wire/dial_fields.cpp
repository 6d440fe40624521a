#include "base/check.hpp"
#include "evidence/round_trip_code.hpp"
#include "wire/evidence_fields.hpp"
#include "wire/message_evidence.hpp"
#include "wire/path_runs.hpp"

#include <algorithm>

// Most paths are in one of few states, and stand in runs (path_runs.hpp). What few have travels
// beside them (dial_detail_fields.cpp).
namespace oakprobe::wire {
namespace {

// What paths are alike in.
struct DialState {
  std::uint32_t sent = 0;
  std::uint32_t connected = 0;
  std::uint32_t answered = 0;
  std::uint8_t flags = 0;

  friend auto operator<=>(const DialState&, const DialState&) = default;
};

constexpr std::uint8_t flag_round_trip = 1;
constexpr Flags<evidence::DialEvidence, 5> dial_flags{
    nullptr,
    &evidence::DialEvidence::not_tried,
    &evidence::DialEvidence::by_dialler,
    &evidence::DialEvidence::docker_names,
    &evidence::DialEvidence::by_hosts_file};

bool has_one_answer(const evidence::DialEvidence& dial) { return dial.answered.count() == 1; }

// Of several answers: how many steps the minimum is below the median, and the maximum above, in
// four bits each; so many or more, and the code itself follows.
constexpr unsigned steps_far = 15;

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
    state.flags = bits_of(dial, dial_flags);
    if (dial.round_trip) state.flags |= flag_round_trip;
    runs.put(dial.path, table.position_of(state));
    if (dial.round_trip) write_round_trip(*dial.round_trip, has_one_answer(dial), round_trips);
  }
  map["dial_states"] = packed(table.states(), evidence_paths_per_message);
  map["dials"] = runs.take();
  map["round_trips"] = round_trips.take();
}

// False: there is none that can be.
bool read_round_trip(PackedReader& packed, evidence::DialEvidence& dial) {
  const auto take_code = [&] {
    std::uint8_t code = 0;
    return packed.take(code) ? unsigned{code} : 0U;
  };
  const unsigned median = take_code();
  unsigned min = median;
  unsigned max = median;
  if (!has_one_answer(dial)) {
    std::uint8_t steps = 0;
    if (!packed.take(steps)) return false;
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
  std::vector<DialState> states;
  read_records(fields, "dial_states", evidence_paths_per_message, states);
  PackedReader round_trips(fields.bytes("round_trips"));
  bool whole = true;
  dials.reserve(paths_of_runs(fields.bytes("dials"), evidence_paths_per_message));
  const auto take = [&](const PathId& path, std::uint16_t number) {
    const DialState& state = states[number];
    evidence::DialEvidence& dial = dials.emplace_back();
    dial.path = path;
    dial.sent = evidence::AttemptSet(state.sent);
    dial.connected = evidence::AttemptSet(state.connected);
    dial.answered = evidence::AttemptSet(state.answered);
    whole = whole && set_flags(state.flags, dial_flags, dial);
    if ((state.flags & flag_round_trip) != 0) whole = whole && read_round_trip(round_trips, dial);
  };
  read_runs(fields, "dials", states.size(), evidence_paths_per_message, take);
  if (!whole || !round_trips.is_over()) fields.fail();
}

}  // namespace

void write_dials(const std::vector<evidence::DialEvidence>& dials, Json& map) {
  write_dial_runs(dials, map);
  write_dial_details(dials, map);
}

void read_dials(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  read_dial_runs(fields, dials);
  read_dial_details(fields, dials);
}

}  // namespace oakprobe::wire
