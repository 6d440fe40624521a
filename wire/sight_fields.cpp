#include "base/check.hpp"
#include "wire/evidence_fields.hpp"
#include "wire/message_evidence.hpp"
#include "wire/path_runs.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::wire {
namespace {

constexpr std::uint32_t all_sights = (1U << evidence::sight_count) - 1;

struct OwnRecord {
  PathId path;
  std::uint8_t attempt = 0;
  std::uint16_t local_port = 0;
  std::uint8_t flags = 0;
  std::uint32_t sequence = 0;
  std::uint32_t answer_sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t timestamp_last = 0;
};
constexpr Flags<evidence::OwnHandshake, 7> own_flags{
    &evidence::OwnHandshake::left,
    &evidence::OwnHandshake::answer_reached,
    &evidence::OwnHandshake::answer_admitted,
    &evidence::OwnHandshake::reset_reached,
    &evidence::OwnHandshake::diverted,
    &evidence::OwnHandshake::left_inside,
    &evidence::OwnHandshake::left_wrapped};

struct SeenRecord {
  std::uint16_t port = 0;
  std::uint32_t peer = 0;  // its address's position in `peers`
  std::uint16_t from_port = 0;
  std::uint32_t sequence = 0;
  std::uint32_t answer_sequence = 0;
  std::uint32_t sights = 0;
  std::uint32_t timestamp = 0;
};

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

// Each a word that tells which sets there are, and those.
std::vector<evidence::PathSights> read_sight_states(Fields& fields) {
  std::vector<evidence::PathSights> states;
  for (PackedReader packed(fields.bytes("sight_states")); !packed.is_over();) {
    std::uint32_t present = 0;
    bool whole = states.size() < evidence_paths_per_message && packed.take(present) &&
                 (present & ~all_sights) == 0;
    evidence::PathSights& state = states.emplace_back();
    for (std::size_t sight = 0; sight < evidence::sight_count; ++sight)
      if ((present >> sight & 1U) != 0) whole = whole && packed.take(state.attempts[sight]);
    if (whole) continue;
    fields.fail();
    return {};
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
  read_runs(fields, "sights", states.size(), evidence_paths_per_message, take);
}

void write_own_handshakes(const std::vector<evidence::OwnHandshake>& handshakes, Json& map) {
  CHECK(handshakes.size() <= evidence_paths_per_message);
  PackedWriter packed;
  for (const evidence::OwnHandshake& one : handshakes)
    packed.put(OwnRecord{
        one.path,
        one.attempt,
        one.local_port,
        bits_of(one, own_flags),
        one.sequence,
        one.answer_sequence,
        one.timestamp,
        one.timestamp_last});
  map["own_handshakes"] = packed.take();
}

void read_own_handshakes(Fields& fields, std::vector<evidence::OwnHandshake>& handshakes) {
  const auto take = [&](const OwnRecord& record) {
    evidence::OwnHandshake& one = handshakes.emplace_back();
    one.path = record.path;
    one.attempt = record.attempt;
    one.local_port = record.local_port;
    one.sequence = record.sequence;
    one.answer_sequence = record.answer_sequence;
    one.timestamp = record.timestamp;
    one.timestamp_last = record.timestamp_last;
    return set_flags(record.flags, own_flags, one) && one.attempt < evidence::attempts_max;
  };
  read_records<OwnRecord>(fields, "own_handshakes", evidence_paths_per_message, take);
}

void write_seen_handshakes(const std::vector<evidence::SeenHandshake>& handshakes, Json& map) {
  CHECK(handshakes.size() <= evidence_paths_per_message);
  AddressTable peers;
  PackedWriter packed;
  for (const evidence::SeenHandshake& one : handshakes)
    packed.put(SeenRecord{
        one.port,
        peers.position_of(one.from),
        one.from_port,
        one.sequence,
        one.answer_sequence,
        one.sights,
        one.timestamp});
  map["peers"] = peers.take();
  map["seen_handshakes"] = packed.take();
}

void read_seen_handshakes(Fields& fields, std::vector<evidence::SeenHandshake>& handshakes) {
  std::vector<IpAddress> peers;
  read_records(fields, "peers", evidence_paths_per_message, peers);
  const auto take = [&](const SeenRecord& record) {
    if (record.peer >= peers.size() || (record.sights & ~all_sights) != 0) return false;
    handshakes.push_back(
        {record.port,
         peers[record.peer],
         record.from_port,
         record.sequence,
         record.answer_sequence,
         record.sights,
         record.timestamp}
    );
    return true;
  };
  read_records<SeenRecord>(fields, "seen_handshakes", evidence_paths_per_message, take);
}

}  // namespace oakprobe::wire
