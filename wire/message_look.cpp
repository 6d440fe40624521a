#include "evidence/descriptions.hpp"
#include "wire/codec.hpp"
#include "wire/message_fields.hpp"
#include "wire/packed.hpp"

// look, looked, look-receipts: few paths, so what varies in length travels as lists.
namespace oakprobe::wire {

using evidence::LookEvidence;

BOOST_DESCRIBE_STRUCT(LookOrder, (), (looks, timeout_ms))
BOOST_DESCRIBE_STRUCT(Looked, (), (looks))
BOOST_DESCRIBE_STRUCT(LookReceipts, (), (receipts, overflowed))

namespace {

void write_looks(const std::vector<evidence::Look>& looks, Json& map) {
  map["looks"] = packed(looks, evidence::looks_max);
}

void read_looks(Fields& fields, std::vector<evidence::Look>& looks) {
  const auto take = [&](const evidence::Look& look) {
    looks.push_back(look);
    const bool full_bytes =
        look.full_bytes == 0 || (look.full_bytes >= evidence::packet_bytes_min &&
                                 look.full_bytes <= evidence::packet_bytes_max);
    return full_bytes && look.burst <= evidence::burst_probes_max &&
           look.start_ms <= look_start_ms_max;
  };
  read_records<evidence::Look>(fields, "looks", evidence::looks_max, take);
}

void write_look_receipts(const std::vector<evidence::LookReceipt>& receipts, Json& map) {
  map["receipts"] = packed(receipts, evidence::looks_max);
}

void read_look_receipts(Fields& fields, std::vector<evidence::LookReceipt>& receipts) {
  read_records(fields, "receipts", evidence::looks_max, receipts);
}

}  // namespace

template <>
constexpr bool is_list_shaped<evidence::IcmpError> = true;
template <>
constexpr bool is_list_shaped<evidence::SizedProbe> = true;
template <>
constexpr bool is_list_shaped<evidence::Hop> = true;

template <>
constexpr auto field_table<evidence::SizedProbe> = std::tuple{
    field(&evidence::SizedProbe::bytes).from(1).to(evidence::packet_bytes_max),
    field(&evidence::SizedProbe::icmp).inlined()};

template <>
constexpr auto field_table<evidence::Hop> =
    std::tuple{field(&evidence::Hop::limit).from(1).to(evidence::hops_max)};

template <>
constexpr auto field_table<LookEvidence> = std::tuple{
    field(&LookEvidence::path).inlined(),
    field(&LookEvidence::asked_again).to(evidence::again_connects_max),
    field(&LookEvidence::burst_sent).named("sent"),
    field(&LookEvidence::burst_answered).named("answered"),
    field(&LookEvidence::sizes).items(evidence::sizes_max),
    field(&LookEvidence::hops).items(evidence::hops_max)};

template <>
constexpr auto field_table<LookOrder> = std::tuple{
    field(&LookOrder::looks).by(write_looks, read_looks),
    field(&LookOrder::timeout_ms).from(1).to(timeout_ms_max)};

template <>
constexpr auto field_table<Looked> = std::tuple{field(&Looked::looks).items(evidence::looks_max)};

template <>
constexpr auto field_table<LookReceipts> =
    std::tuple{field(&LookReceipts::receipts).by(write_look_receipts, read_look_receipts)};

void write(const LookOrder& order, Json& map) { write_fields(order, map); }
void read(Fields& fields, LookOrder& order) { read_fields(fields, order); }

void write(const Looked& looked, Json& map) { write_fields(looked, map); }
void read(Fields& fields, Looked& looked) { read_fields(fields, looked); }

void write(const LookReceipts& receipts, Json& map) { write_fields(receipts, map); }
void read(Fields& fields, LookReceipts& receipts) { read_fields(fields, receipts); }

}  // namespace oakprobe::wire
