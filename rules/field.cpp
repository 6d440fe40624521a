#include "rules/field.hpp"

#include "base/ascii.hpp"
#include "base/parse_number.hpp"

#include <algorithm>
#include <span>

#include <linux/in.h>
#include <linux/rtnetlink.h>

namespace oakprobe::rules {
namespace {

struct Named {
  std::string_view name;
  std::uint64_t value;
};

// linux/netfilter/nf_conntrack_common.h; the last two are ours, and stand for its status.
constexpr std::uint64_t state_invalid = 1;
constexpr std::uint64_t state_established = 2;
constexpr std::uint64_t state_new = 8;
constexpr std::uint64_t state_untracked = 64;
constexpr std::uint64_t status_translated = 3U << 16U;
constexpr Named conntrack_states[] = {
    {"invalid", state_invalid},
    {"established", state_established},
    {"related", 4},
    {"new", state_new},
    {"untracked", state_untracked},
    {"snat", 1U << 16U},
    {"dnat", 1U << 17U},
};

constexpr std::uint64_t flag_syn = 2;
constexpr std::uint64_t flags_of_connections = 0x3f;  // without those of ECN, which come and go
constexpr Named tcp_flag_names[] = {
    {"fin", 1},
    {"syn", flag_syn},
    {"rst", 4},
    {"psh", 8},
    {"ack", 16},
    {"urg", 32},
    {"ecn", 64},
    {"ece", 64},
    {"cwr", 128},
    {"none", 0},
    {"all", 0x3f},
};

// Of others it is enough that they are neither TCP nor UDP.
constexpr std::uint64_t another_protocol = 0xffff;
constexpr Named transports[] = {{"tcp", IPPROTO_TCP}, {"udp", IPPROTO_UDP}};
constexpr Named families[] = {{"ip", 4}, {"ipv4", 4}, {"ip6", 6}, {"ipv6", 6}};
constexpr std::uint64_t another_family = 0;

constexpr Named address_types[] = {
    {"unicast", RTN_UNICAST},
    {"local", RTN_LOCAL},
    {"broadcast", RTN_BROADCAST},
    {"anycast", RTN_ANYCAST},
    {"multicast", RTN_MULTICAST},
    {"blackhole", RTN_BLACKHOLE},
    {"unreachable", RTN_UNREACHABLE},
    {"prohibit", RTN_PROHIBIT},
};

constexpr Named directions[] = {{"original", 0}, {"reply", 1}};

std::optional<Bits> named_in(std::span<const Named> names, std::string_view name) {
  const auto it = std::ranges::find(names, lower(name), &Named::name);
  if (it == names.end()) return std::nullopt;
  return bits_of(it->value);
}

std::optional<Bits> number_in(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x");
  const auto number = hexadecimal ? parse_number<std::uint64_t>(text.substr(2), 16)
                                  : parse_number<std::uint64_t>(text);
  if (!number) return std::nullopt;
  return bits_of(*number);
}

std::optional<Bits> named_or_number(
    std::span<const Named> names, std::string_view name, std::optional<Bits> another
) {
  if (const auto known = named_in(names, name)) return known;
  const auto number = number_in(name);
  return number ? number : another;
}

constexpr FieldValue nothing_known{};

FieldValue exactly(Bits value) { return {value, all_bits}; }
FieldValue exactly(std::uint64_t value) { return exactly(bits_of(value)); }

template <class Value>
FieldValue exactly_if_known(const std::optional<Value>& value) {
  return value ? exactly(bits_of(*value)) : nothing_known;
}

FieldValue interface_of(
    const PacketState& state, const std::optional<std::string>& name, bool comes_or_leaves_by_it
) {
  if (state.devices_not_known) return nothing_known;
  if (!comes_or_leaves_by_it) return exactly(std::uint64_t{0});  // there is none: the name is empty
  if (!name && state.packet.source != state.packet.destination) return nothing_known;
  const auto range = interface_range(name.value_or("lo"), false);
  return range ? exactly(range->low) : nothing_known;
}

// The first packet of a connection is new: nothing makes one of ours invalid. An answer may find
// its connection or not; without one, TCP's is invalid and UDP's is new.
FieldValue conntrack_of(const PacketState& state) {
  if (state.tracked == Truth::no) return exactly(state_invalid);
  if (state.tracked == Truth::not_known || state.translated != Truth::no) return nothing_known;
  if (state.untracked == Truth::yes) return exactly(state_untracked);
  if (state.untracked == Truth::not_known) return nothing_known;
  if (state.dialled_port) return {bits_of(state_new), ~bits_of(status_translated)};
  if (!state.packet.answers) return exactly(state_new);
  if (state.packet.protocol == Protocol::tcp) return nothing_known;
  return {{}, ~bits_of(state_established | state_new | status_translated)};
}

}  // namespace

FieldValue value_of(Field field, const PacketState& state) {
  const Packet& packet = state.packet;
  const bool own_addresses = state.translated == Truth::no;
  switch (field) {
    case Field::not_known:
      return nothing_known;
    case Field::family:
      return exactly(packet.destination.is_v4() ? 4U : 6U);
    case Field::transport:
      return exactly(std::uint64_t{packet.protocol == Protocol::tcp ? IPPROTO_TCP : IPPROTO_UDP});
    case Field::source:
      return own_addresses ? exactly_if_known(packet.source) : nothing_known;
    case Field::destination:
      return own_addresses && !packet.destination.is_unspecified()
                 ? exactly(bits_of(packet.destination))
                 : nothing_known;
    case Field::source_port:
      return own_addresses ? exactly_if_known(packet.source_port) : nothing_known;
    case Field::destination_port:
      return own_addresses ? exactly_if_known(packet.destination_port) : nothing_known;
    case Field::dialled_port:
      if (state.dialled_port) return exactly(std::uint64_t{*state.dialled_port});
      return own_addresses && state.tracked == Truth::yes
                 ? exactly_if_known(packet.destination_port)
                 : nothing_known;
    case Field::in_interface:
      return interface_of(state, packet.interface, !packet.leaves);
    case Field::out_interface:
      if (state.dialled_port) return interface_of(state, packet.container->interface, true);
      return interface_of(state, packet.interface, packet.leaves);
    case Field::tcp_flags:
      return packet.answers ? nothing_known
                            : FieldValue{bits_of(flag_syn), bits_of(flags_of_connections)};
    case Field::conntrack:
      return conntrack_of(state);
    case Field::direction:
      return packet.answers || state.tracked != Truth::yes ? nothing_known
                                                           : exactly(std::uint64_t{0});
    case Field::source_type:
      return packet.leaves && own_addresses ? exactly(std::uint64_t{RTN_LOCAL}) : nothing_known;
    case Field::destination_type:
      return !packet.leaves && own_addresses && !state.dialled_port
                 ? exactly(std::uint64_t{RTN_LOCAL})
                 : nothing_known;
  }
  return nothing_known;
}

std::optional<Bits> value_named(Field field, std::string_view name) {
  switch (field) {
    case Field::family:
      return named_or_number(families, name, bits_of(another_family));
    case Field::transport:
      return named_or_number(transports, name, bits_of(another_protocol));
    case Field::source:
    case Field::destination: {
      const auto address = parse_ip_address(name);
      if (!address) return std::nullopt;
      return bits_of(*address);
    }
    case Field::source_port:
    case Field::destination_port:
    case Field::dialled_port:
      return number_in(name);
    case Field::tcp_flags:
      return named_or_number(tcp_flag_names, name, std::nullopt);
    case Field::conntrack:
      return named_or_number(conntrack_states, name, std::nullopt);
    case Field::direction:
      return named_in(directions, name);
    case Field::source_type:
    case Field::destination_type:
      return named_in(address_types, name);
    case Field::in_interface:
    case Field::out_interface: {
      const auto range = interface_range(name, false);
      if (!range) return std::nullopt;
      return range->low;
    }
    case Field::not_known:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace oakprobe::rules
