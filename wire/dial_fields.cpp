#include "wire/dial_fields.hpp"

#include "base/check.hpp"
#include "evidence/round_trip_code.hpp"
#include "wire/dial_detail_fields.hpp"
#include "wire/message_evidence.hpp"
#include "wire/path_runs.hpp"

#include <algorithm>
#include <bit>

// Most paths are in one of few states, and stand in runs (path_runs.hpp). What few have travels
// beside them (dial_detail_fields.hpp).
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
        bit_if(dial.round_trip.has_value(), flag_round_trip) |
        bit_if(dial.not_tried, flag_not_tried) | bit_if(dial.by_dialler, flag_by_dialler) |
        bit_if(dial.docker_names, flag_docker_names) |
        bit_if(dial.by_hosts_file, flag_by_hosts_file)
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
  const auto bytes = fields.records("dial_states", state_bytes, evidence_paths_per_message);
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
