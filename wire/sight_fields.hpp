#pragma once

#include "evidence/sighting.hpp"
#include "wire/fields.hpp"
#include "wire/plain_value.hpp"

#include <vector>

namespace oakprobe::wire {

// The fields of an evidence message that hold what taps saw: sights, own_handshakes,
// seen_handshakes. At most evidence_paths_per_message of each. Reading fails the fields for
// anything that is not whole and in range.
void write_sights(const std::vector<evidence::PathSights>& sights, Json& map);
void read_sights(Fields& fields, std::vector<evidence::PathSights>& sights);

void write_own_handshakes(const std::vector<evidence::OwnHandshake>& handshakes, Json& map);
void read_own_handshakes(Fields& fields, std::vector<evidence::OwnHandshake>& handshakes);

void write_seen_handshakes(const std::vector<evidence::SeenHandshake>& handshakes, Json& map);
void read_seen_handshakes(Fields& fields, std::vector<evidence::SeenHandshake>& handshakes);

}  // namespace oakprobe::wire
