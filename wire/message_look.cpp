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

// path, start_ms, burst, full_bytes, trace, again
constexpr std::size_t look_bytes = path_bytes + 4 + 1 + 2 + 1 + 1;

// path, burst, sizes
constexpr std::size_t look_receipt_bytes = path_bytes + 8 + 4;

void write_looks(const std::vector<evidence::Look>& looks, Json& map) {
  CHECK(looks.size() <= evidence::looks_max);
  PackedWriter packed;
  for (const evidence::Look& look : looks) {
    packed.put(look.path);
    packed.put(look.start_ms);
    packed.put(look.burst);
    packed.put(look.full_bytes);
    packed.put(static_cast<std::uint8_t>(look.trace ? 1 : 0));
    packed.put(static_cast<std::uint8_t>(look.again));
  }
  map["looks"] = packed.take();
}

bool read_look(PackedReader& packed, evidence::Look& look) {
  look.path = packed.take_path();
  look.start_ms = packed.take<std::uint32_t>();
  look.burst = packed.take<std::uint8_t>();
  look.full_bytes = packed.take<std::uint16_t>();
  const auto trace = packed.take<std::uint8_t>();
  look.trace = trace == 1;
  const auto again = packed.take<std::uint8_t>();
  look.again = static_cast<evidence::AskAgain>(again);
  const bool full_bytes = look.full_bytes == 0 || (look.full_bytes >= evidence::packet_bytes_min &&
                                                   look.full_bytes <= evidence::packet_bytes_max);
  return look.burst <= evidence::burst_probes_max && full_bytes && trace <= 1 &&
         again <= static_cast<std::uint8_t>(evidence::AskAgain::patiently) &&
         look.start_ms <= look_start_ms_max;
}

void read_looks(Fields& fields, std::vector<evidence::Look>& looks) {
  const auto bytes = fields.records("looks", look_bytes, evidence::looks_max);
  looks.reserve(bytes.size() / look_bytes);
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    if (!read_look(packed, looks.emplace_back())) return fields.fail();
  }
}

void write_look_receipts(const std::vector<evidence::LookReceipt>& receipts, Json& map) {
  CHECK(receipts.size() <= evidence::looks_max);
  PackedWriter packed;
  for (const evidence::LookReceipt& receipt : receipts) {
    packed.put(receipt.path);
    packed.put(receipt.burst);
    packed.put(receipt.sizes);
  }
  map["receipts"] = packed.take();
}

void read_look_receipts(Fields& fields, std::vector<evidence::LookReceipt>& receipts) {
  const auto bytes = fields.records("receipts", look_receipt_bytes, evidence::looks_max);
  receipts.reserve(bytes.size() / look_receipt_bytes);
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    evidence::LookReceipt& receipt = receipts.emplace_back();
    receipt.path = packed.take_path();
    receipt.burst = packed.take<std::uint64_t>();
    receipt.sizes = packed.take<std::uint32_t>();
  }
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
    field(&LookEvidence::asked_again).to(evidence::again_probes_max),
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
