#include "wire/sight_fields.hpp"

#include "base/check.hpp"
#include "wire/message_evidence.hpp"
#include "wire/path_runs.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace oakprobe::wire {
namespace {

constexpr std::uint32_t all_sights = (1U << evidence::sight_count) - 1;
constexpr std::size_t set_bytes = 4;  // and so has the word that tells which sets there are

// path, attempt, local port, flags, sequence, answer's sequence, first and last timestamp
constexpr std::size_t own_bytes = path_bytes + 1 + 2 + 1 + 4 + 4 + 4 + 4;
constexpr std::uint8_t flag_left = 1;
constexpr std::uint8_t flag_answer_reached = 2;
constexpr std::uint8_t flag_answer_admitted = 4;
constexpr std::uint8_t flag_reset_reached = 8;
constexpr std::uint8_t flag_diverted = 16;
constexpr std::uint8_t flag_left_inside = 32;
constexpr std::uint8_t flag_left_wrapped = 64;
constexpr std::uint8_t own_flags_all = 127;

// port, position of the peer's address, peer's port, sequence, answer's sequence, sights, timestamp
constexpr std::size_t seen_bytes = 2 + 4 + 2 + 4 + 4 + 4 + 4;

std::uint8_t flags_of(const evidence::OwnHandshake& one) {
  return static_cast<std::uint8_t>(
      bit_if(one.left, flag_left) | bit_if(one.answer_reached, flag_answer_reached) |
      bit_if(one.answer_admitted, flag_answer_admitted) |
      bit_if(one.reset_reached, flag_reset_reached) | bit_if(one.diverted, flag_diverted) |
      bit_if(one.left_inside, flag_left_inside) | bit_if(one.left_wrapped, flag_left_wrapped)
  );
}

}  // namespace

void write_sights(const std::vector<evidence::PathSights>& sights, Json& map) {
  CHECK(sights.size() <= evidence_paths_per_message);
  StateTable<std::array<std::uint32_t, evidence::sight_count>> table;
  RunWriter runs;
  for (const evidence::PathSights& one : sights) {
    std::array<std::uint32_t, evidence::sight_count> sets{};
    std::ranges::transform(one.attempts, sets.begin(), &evidence::AttemptSet::bits);
    runs.put(one.path, table.position_of(sets));
  }
  PackedWriter states;
  for (const auto& sets : table.states()) {
    std::uint32_t present = 0;
    for (std::size_t sight = 0; sight < evidence::sight_count; ++sight)
      if (sets[sight] != 0) present |= 1U << sight;
    states.put(present);
    for (const std::uint32_t set : sets)
      if (set != 0) states.put(set);
  }
  map["sight_states"] = states.take();
  map["sights"] = runs.take();
}

namespace {

std::vector<evidence::PathSights> read_sight_states(Fields& fields) {
  std::vector<evidence::PathSights> states;
  for (PackedReader packed(fields.bytes("sight_states")); packed.bytes_left() > 0;) {
    const bool begins =
        packed.bytes_left() >= set_bytes && states.size() < evidence_paths_per_message;
    const std::uint32_t present = begins ? packed.take<std::uint32_t>() : ~0U;
    const auto sets = static_cast<std::size_t>(std::popcount(present));
    if ((present & ~all_sights) != 0 || packed.bytes_left() < sets * set_bytes) {
      fields.fail();
      return {};
    }
    evidence::PathSights& state = states.emplace_back();
    for (std::size_t sight = 0; sight < evidence::sight_count; ++sight)
      if ((present >> sight & 1U) != 0)
        state.attempts[sight] = evidence::AttemptSet(packed.take<std::uint32_t>());
  }
  return states;
}

}  // namespace

void read_sights(Fields& fields, std::vector<evidence::PathSights>& sights) {
  const std::vector<evidence::PathSights> states = read_sight_states(fields);
  const auto take = [&](const PathId& path, std::uint16_t number) {
    sights.push_back(states[number]);
    sights.back().path = path;
  };
  const auto runs = fields.bytes("sights");
  if (!read_runs(runs, states.size(), evidence_paths_per_message, take)) fields.fail();
}

void write_own_handshakes(const std::vector<evidence::OwnHandshake>& handshakes, Json& map) {
  CHECK(handshakes.size() <= evidence_paths_per_message);
  PackedWriter packed;
  for (const evidence::OwnHandshake& one : handshakes) {
    packed.put(one.path);
    packed.put(one.attempt);
    packed.put(one.local_port);
    packed.put(flags_of(one));
    packed.put(one.sequence);
    packed.put(one.answer_sequence);
    packed.put(one.timestamp);
    packed.put(one.timestamp_last);
  }
  map["own_handshakes"] = packed.take();
}

void read_own_handshakes(Fields& fields, std::vector<evidence::OwnHandshake>& handshakes) {
  const auto bytes = fields.records("own_handshakes", own_bytes, evidence_paths_per_message);
  handshakes.reserve(bytes.size() / own_bytes);
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    evidence::OwnHandshake& one = handshakes.emplace_back();
    one.path = packed.take_path();
    one.attempt = packed.take<std::uint8_t>();
    one.local_port = packed.take<std::uint16_t>();
    const auto flags = packed.take<std::uint8_t>();
    if (one.attempt >= evidence::attempts_max || (flags & ~own_flags_all) != 0)
      return fields.fail();
    one.left = (flags & flag_left) != 0;
    one.answer_reached = (flags & flag_answer_reached) != 0;
    one.answer_admitted = (flags & flag_answer_admitted) != 0;
    one.reset_reached = (flags & flag_reset_reached) != 0;
    one.left_inside = (flags & flag_left_inside) != 0;
    one.left_wrapped = (flags & flag_left_wrapped) != 0;
    one.sequence = packed.take<std::uint32_t>();
    one.answer_sequence = packed.take<std::uint32_t>();
    one.timestamp = packed.take<std::uint32_t>();
    one.timestamp_last = packed.take<std::uint32_t>();
    one.diverted = (flags & flag_diverted) != 0;
  }
}

void write_seen_handshakes(const std::vector<evidence::SeenHandshake>& handshakes, Json& map) {
  CHECK(handshakes.size() <= evidence_paths_per_message);
  AddressTable peers;
  PackedWriter packed;
  for (const evidence::SeenHandshake& one : handshakes) {
    packed.put(one.port);
    packed.put(peers.position_of(one.from));
    packed.put(one.from_port);
    packed.put(one.sequence);
    packed.put(one.answer_sequence);
    packed.put(one.sights);
    packed.put(one.timestamp);
  }
  map["peers"] = peers.take();
  map["seen_handshakes"] = packed.take();
}

void read_seen_handshakes(Fields& fields, std::vector<evidence::SeenHandshake>& handshakes) {
  const auto peers = read_address_table(fields.bytes("peers"), evidence_paths_per_message);
  const auto bytes = fields.records("seen_handshakes", seen_bytes, evidence_paths_per_message);
  if (!peers) return fields.fail();
  handshakes.reserve(bytes.size() / seen_bytes);
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    evidence::SeenHandshake& one = handshakes.emplace_back();
    one.port = packed.take<std::uint16_t>();
    const auto peer = packed.take<std::uint32_t>();
    one.from_port = packed.take<std::uint16_t>();
    one.sequence = packed.take<std::uint32_t>();
    one.answer_sequence = packed.take<std::uint32_t>();
    one.sights = packed.take<std::uint32_t>();
    one.timestamp = packed.take<std::uint32_t>();
    if (peer >= peers->size() || (one.sights & ~all_sights) != 0) return fields.fail();
    one.from = (*peers)[peer];
  }
}

}  // namespace oakprobe::wire
