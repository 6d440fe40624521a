#pragma once

#include "rules/bits.hpp"
#include "rules/packet.hpp"
#include "rules/truth.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace oakprobe::rules {

// What of a packet a rule looks at, as far as it can be told from outside the kernel.
enum class Field : std::uint8_t {
  not_known,  // a mark, a socket, a route, a random number: anything else
  family,     // 4 or 6
  transport,  // the number of the protocol: 6 or 17
  source,
  destination,
  source_port,
  destination_port,
  in_interface,
  out_interface,
  tcp_flags,
  conntrack,  // its states, and whether addresses are translated, as bits
  direction,  // of the connection: 0 as its first packet, 1 as its answers
  source_type,
  destination_type,  // of the address, as the routing table has it: RTN_LOCAL and others
};

// What is known of a field: the bits of `value` that `known` has.
struct FieldValue {
  Bits value;
  Bits known;
};

// A packet on its way through the filter.
struct PacketState {
  Packet packet;
  Truth tracked = Truth::no;       // conntrack has seen it
  Truth untracked = Truth::no;     // a rule kept it from conntrack
  Truth translated = Truth::no;    // addresses or ports are others now
  bool devices_not_known = false;  // in a bridge, below a bond, or forwarded
};

[[nodiscard]] FieldValue value_of(Field field, const PacketState& state);

// What a rule's text calls a value: "established", "tcp", "22", "10.0.0.1". nullopt: no such value
// is known here.
[[nodiscard]] std::optional<Bits> value_named(Field field, std::string_view name);

}  // namespace oakprobe::rules
