#include "evidence/descriptions.hpp"
#include "wire/codec.hpp"
#include "wire/message_fields.hpp"
#include "wire/packed.hpp"
#include "wire/rule_fields.hpp"

// rules-order, rules-watched, rules-request and rules.
namespace oakprobe::wire {

using evidence::watched_packets_max;

BOOST_DESCRIBE_STRUCT(RulesOrder, (), (packets, trace))
BOOST_DESCRIBE_STRUCT(RulesWatched, (), (trouble))
BOOST_DESCRIBE_STRUCT(RulesRequest, (), (sent))
BOOST_DESCRIBE_STRUCT(Rules, (), (findings, trouble))

namespace {

void write_packets(const std::vector<evidence::WatchedPacket>& packets, Json& map) {
  map["packets"] = packed(packets, watched_packets_max);
}

void read_packets(Fields& fields, std::vector<evidence::WatchedPacket>& packets) {
  const auto take = [&](const evidence::WatchedPacket& packet) {
    packets.push_back(packet);
    return packet.source.is_v4() == packet.destination.is_v4();
  };
  read_records<evidence::WatchedPacket>(fields, "packets", watched_packets_max, take);
}

void write_sent(const std::vector<std::uint32_t>& sent, Json& map) {
  map["sent"] = packed(sent, watched_packets_max);
}

void read_sent(Fields& fields, std::vector<std::uint32_t>& sent) {
  read_records(fields, "sent", watched_packets_max, sent);
}

}  // namespace

template <>
constexpr auto field_table<evidence::RuleFinding> =
    std::tuple{field(&evidence::RuleFinding::path).inlined()};

template <>
constexpr auto field_table<RulesOrder> =
    std::tuple{field(&RulesOrder::packets).by(write_packets, read_packets)};

template <>
constexpr auto field_table<RulesWatched> =
    std::tuple{field(&RulesWatched::trouble).bytes(rules_trouble_bytes_max)};

template <>
constexpr auto field_table<RulesRequest> =
    std::tuple{field(&RulesRequest::sent).by(write_sent, read_sent)};

template <>
constexpr auto field_table<Rules> = std::tuple{
    field(&Rules::findings).items(watched_packets_max),
    field(&Rules::trouble).bytes(rules_trouble_bytes_max)};

void write(const RulesOrder& order, Json& map) { write_fields(order, map); }
void read(Fields& fields, RulesOrder& order) { read_fields(fields, order); }

void write(const RulesWatched& watched, Json& map) { write_fields(watched, map); }
void read(Fields& fields, RulesWatched& watched) { read_fields(fields, watched); }

void write(const RulesRequest& request, Json& map) { write_fields(request, map); }
void read(Fields& fields, RulesRequest& request) { read_fields(fields, request); }

void write(const Rules& rules, Json& map) { write_fields(rules, map); }
void read(Fields& fields, Rules& rules) { read_fields(fields, rules); }

}  // namespace oakprobe::wire
