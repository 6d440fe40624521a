#pragma once

#include "evidence/node_evidence.hpp"
#include "wire/fields.hpp"
#include "wire/plain_value.hpp"

#include <vector>

// The packed fields of an evidence message (docs/wire-protocol.md). A list that is longer than its
// limit is a bug of the writer; reading fails the fields for anything that is not whole and in
// range.
namespace oakprobe::wire {

// `dial_states`, `dials`, `round_trips`; and what few dials have, each with its position in
// `dials`: `failures`, `icmp_senders`, `resolved`, `services`, `answer_sources`.
void write_dials(const std::vector<evidence::DialEvidence>& dials, Json& map);
void read_dials(Fields& fields, std::vector<evidence::DialEvidence>& dials);
void write_dial_details(const std::vector<evidence::DialEvidence>& dials, Json& map);
void read_dial_details(Fields& fields, std::vector<evidence::DialEvidence>& dials);

// `receipt_states`, `receipts`, `sources`, `source_ports`.
void write_receipts(const std::vector<evidence::ReceiptEvidence>& receipts, Json& map);
void read_receipts(Fields& fields, std::vector<evidence::ReceiptEvidence>& receipts);

// `sight_states` and `sights`; `own_handshakes`; `peers` and `seen_handshakes`.
void write_sights(const std::vector<evidence::PathSights>& sights, Json& map);
void read_sights(Fields& fields, std::vector<evidence::PathSights>& sights);
void write_own_handshakes(const std::vector<evidence::OwnHandshake>& handshakes, Json& map);
void read_own_handshakes(Fields& fields, std::vector<evidence::OwnHandshake>& handshakes);
void write_seen_handshakes(const std::vector<evidence::SeenHandshake>& handshakes, Json& map);
void read_seen_handshakes(Fields& fields, std::vector<evidence::SeenHandshake>& handshakes);

// `dead_hop_devices` and `dead_hops`; what is by a device too many is not told.
void write_dead_hops(const std::vector<evidence::DeadHop>& hops, Json& map);
void read_dead_hops(Fields& fields, std::vector<evidence::DeadHop>& hops);
void write_link_addresses(const std::vector<MacAddress>& addresses, Json& map);
void read_link_addresses(Fields& fields, std::vector<MacAddress>& addresses);
void write_link_neighbours(const std::vector<evidence::LinkNeighbour>& neighbours, Json& map);
void read_link_neighbours(Fields& fields, std::vector<evidence::LinkNeighbour>& neighbours);

// Whether there is the device that a way names is for the caller to check.
void write_ways(const std::vector<evidence::InnerWay>& ways, Json& map);
void read_ways(Fields& fields, std::vector<evidence::InnerWay>& ways);

}  // namespace oakprobe::wire
