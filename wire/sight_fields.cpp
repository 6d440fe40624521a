#include "wire/sight_fields.hpp"

#include "base/check.hpp"
#include "wire/messages.hpp"
#include "wire/packed.hpp"

namespace oakprobe::wire {
namespace {

constexpr std::uint32_t all_sights = (1U << sight_count) - 1;
constexpr std::size_t set_bytes = 4;

// path, which sights there are; then a set of attempts for each
constexpr std::size_t sights_bytes_min = path_bytes + 4;

// path, attempt, local port, flags, sequence, answer's sequence
constexpr std::size_t own_bytes = path_bytes + 1 + 2 + 1 + 4 + 4;
constexpr std::uint8_t flag_left = 1;
constexpr std::uint8_t flag_answer_reached = 2;
constexpr std::uint8_t flag_answer_admitted = 4;
constexpr std::uint8_t flag_reset_reached = 8;
constexpr std::uint8_t own_flags_all = 15;

// port, position of the peer's address, peer's port, sequence, answer's sequence, sights
constexpr std::size_t seen_bytes = 2 + 4 + 2 + 4 + 4 + 4;

std::uint8_t flags_of(const OwnHandshake& one) {
  const auto flag = [](bool set, std::uint8_t bit) { return set ? bit : std::uint8_t{0}; };
  return static_cast<std::uint8_t>(
      flag(one.left, flag_left) | flag(one.answer_reached, flag_answer_reached) |
      flag(one.answer_admitted, flag_answer_admitted) | flag(one.reset_reached, flag_reset_reached)
  );
}

}  // namespace

void write_sights(const std::vector<PathSights>& sights, Json& map) {
  CHECK(sights.size() <= evidence_paths_per_message);
  PackedWriter packed;
  for (const PathSights& one : sights) {
    std::uint32_t present = 0;
    for (std::size_t sight = 0; sight < sight_count; ++sight) {
      if (!one.attempts[sight].empty()) present |= 1U << sight;
    }
    packed.put(one.path);
    packed.put(present);
    for (const AttemptSet& attempts : one.attempts) {
      if (!attempts.empty()) packed.put(attempts.bits());
    }
  }
  map["sights"] = packed.take();
}

void read_sights(Fields& fields, std::vector<PathSights>& sights) {
  for (PackedReader packed(fields.bytes("sights")); packed.bytes_left() > 0;) {
    if (packed.bytes_left() < sights_bytes_min) return fields.fail();
    if (sights.size() == evidence_paths_per_message) return fields.fail();
    PathSights& one = sights.emplace_back();
    one.path = packed.take_path();
    const auto present = packed.take<std::uint32_t>();
    const auto sets = static_cast<std::size_t>(std::popcount(present));
    if ((present & ~all_sights) != 0 || packed.bytes_left() < sets * set_bytes) {
      return fields.fail();
    }
    for (std::size_t sight = 0; sight < sight_count; ++sight) {
      if ((present >> sight & 1U) != 0) {
        one.attempts[sight] = AttemptSet(packed.take<std::uint32_t>());
      }
    }
  }
}

void write_own_handshakes(const std::vector<OwnHandshake>& handshakes, Json& map) {
  CHECK(handshakes.size() <= evidence_paths_per_message);
  PackedWriter packed;
  for (const OwnHandshake& one : handshakes) {
    packed.put(one.path);
    packed.put(one.attempt);
    packed.put(one.local_port);
    packed.put(flags_of(one));
    packed.put(one.sequence);
    packed.put(one.answer_sequence);
  }
  map["own_handshakes"] = packed.take();
}

void read_own_handshakes(Fields& fields, std::vector<OwnHandshake>& handshakes) {
  const auto bytes = fields.bytes("own_handshakes");
  const auto count = bytes.size() / own_bytes;
  if (bytes.size() % own_bytes != 0 || count > evidence_paths_per_message) return fields.fail();
  handshakes.reserve(count);
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    OwnHandshake& one = handshakes.emplace_back();
    one.path = packed.take_path();
    one.attempt = packed.take<std::uint8_t>();
    one.local_port = packed.take<std::uint16_t>();
    const auto flags = packed.take<std::uint8_t>();
    if (one.attempt >= attempts_max || (flags & ~own_flags_all) != 0) return fields.fail();
    one.left = (flags & flag_left) != 0;
    one.answer_reached = (flags & flag_answer_reached) != 0;
    one.answer_admitted = (flags & flag_answer_admitted) != 0;
    one.reset_reached = (flags & flag_reset_reached) != 0;
    one.sequence = packed.take<std::uint32_t>();
    one.answer_sequence = packed.take<std::uint32_t>();
  }
}

void write_seen_handshakes(const std::vector<SeenHandshake>& handshakes, Json& map) {
  CHECK(handshakes.size() <= evidence_paths_per_message);
  TextTable peers;
  PackedWriter packed;
  for (const SeenHandshake& one : handshakes) {
    packed.put(one.port);
    packed.put(peers.position_of(address_text(one.from)));
    packed.put(one.from_port);
    packed.put(one.sequence);
    packed.put(one.answer_sequence);
    packed.put(one.sights);
  }
  map["peers"] = peers.take();
  map["seen_handshakes"] = packed.take();
}

void read_seen_handshakes(Fields& fields, std::vector<SeenHandshake>& handshakes) {
  std::vector<IpAddress> peers;
  fields.addresses("peers", peers, evidence_paths_per_message);
  const auto bytes = fields.bytes("seen_handshakes");
  const auto count = bytes.size() / seen_bytes;
  if (bytes.size() % seen_bytes != 0 || count > evidence_paths_per_message) return fields.fail();
  handshakes.reserve(count);
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    SeenHandshake& one = handshakes.emplace_back();
    one.port = packed.take<std::uint16_t>();
    const auto peer = packed.take<std::uint32_t>();
    one.from_port = packed.take<std::uint16_t>();
    one.sequence = packed.take<std::uint32_t>();
    one.answer_sequence = packed.take<std::uint32_t>();
    one.sights = packed.take<std::uint32_t>();
    if (peer >= peers.size() || (one.sights & ~all_sights) != 0) return fields.fail();
    one.from = peers[peer];
  }
}

}  // namespace oakprobe::wire
