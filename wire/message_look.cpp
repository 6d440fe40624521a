#include "base/check.hpp"
#include "wire/icmp_fields.hpp"
#include "wire/message_fields.hpp"
#include "wire/packed.hpp"

// look, looked, look-receipts: few paths, so what varies in length travels as lists.
namespace oakprobe::wire {
namespace {

// path, start_ms, burst, full_bytes, trace, again
constexpr std::size_t look_bytes = path_bytes + 4 + 1 + 2 + 1 + 1;

// path, burst, sizes
constexpr std::size_t look_receipt_bytes = path_bytes + 8 + 4;

// bytes, may_fragment, error, answered, asked_long; then the ICMP error, if there is one
constexpr std::size_t size_items = 5;
constexpr std::size_t size_items_with_icmp = size_items + icmp_items;

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

Json size_list(const std::vector<evidence::SizedProbe>& sizes) {
  CHECK(sizes.size() <= evidence::sizes_max);
  auto list = Json::array();
  for (const evidence::SizedProbe& size : sizes) {
    Json items{size.bytes, size.may_fragment, size.error, size.answered, size.asked_long};
    if (size.icmp) append_icmp(*size.icmp, items);
    list.push_back(std::move(items));
  }
  return list;
}

std::optional<evidence::SizedProbe> read_size(const CborView& value) {
  const auto items = value.list();
  if (!items || (items->size() != size_items && items->size() != size_items_with_icmp))
    return std::nullopt;
  auto item = items->begin();
  const auto bytes = read_number<std::uint16_t>(*item, 1, evidence::packet_bytes_max);
  const auto may_fragment = (*++item).flag();
  const auto error = read_number<std::int32_t>(*++item);
  const auto answered = (*++item).flag();
  const auto asked_long = (*++item).flag();
  if (!bytes || !may_fragment || !error || !answered || !asked_long) return std::nullopt;
  evidence::SizedProbe size;
  size.bytes = *bytes;
  size.may_fragment = *may_fragment;
  size.error = *error;
  size.answered = *answered;
  size.asked_long = *asked_long;
  if (items->size() == size_items) return size;
  size.icmp = read_icmp(++item);
  if (!size.icmp) return std::nullopt;
  return size;
}

Json hop_list(const std::vector<evidence::Hop>& hops) {
  CHECK(hops.size() <= evidence::hops_max);
  auto list = Json::array();
  for (const evidence::Hop& hop : hops)
    list.push_back(Json{hop.limit, address_text(hop.from), hop.is_end});
  return list;
}

std::optional<evidence::Hop> read_hop(const CborView& value) {
  const auto items = value.list();
  if (!items || items->size() != 3) return std::nullopt;
  auto item = items->begin();
  const auto limit = read_number<std::uint8_t>(*item, 1, evidence::hops_max);
  const auto from = read_address(*++item);
  const auto is_end = (*++item).flag();
  if (!limit || !from || !is_end) return std::nullopt;
  return evidence::Hop{.limit = *limit, .from = *from, .is_end = *is_end};
}

Json look_map(const evidence::LookEvidence& look) {
  auto map = Json::object();
  map["flow"] = index_of(look.path.flow);
  map["source"] = index_of(look.path.source);
  map["target"] = index_of(look.path.target);
  map["asked_again"] = look.asked_again;
  map["again_answered"] = look.again_answered;
  if (look.refused) {
    auto items = Json::array();
    append_icmp(*look.refused, items);
    map["refused"] = std::move(items);
  }
  map["sent"] = look.burst_sent;
  map["answered"] = look.burst_answered;
  map["sizes"] = size_list(look.sizes);
  map["hops"] = hop_list(look.hops);
  return map;
}

void read_look_evidence(Fields& fields, evidence::LookEvidence& look) {
  std::uint16_t flow = 0;
  std::uint32_t source = 0;
  std::uint32_t target = 0;
  fields.number("flow", flow);
  fields.number("source", source);
  fields.number("target", target);
  look.path = {FlowId{flow}, NodeId{source}, NodeId{target}};
  fields.number("asked_again", look.asked_again, std::uint8_t{0}, evidence::again_probes_max);
  fields.flag("again_answered", look.again_answered);
  if (fields.has("refused")) {
    const auto items = fields.list("refused", icmp_items);
    fields.store(
        items.size() == icmp_items ? read_icmp(items.begin()) : std::nullopt, look.refused.emplace()
    );
  }
  fields.number("sent", look.burst_sent);
  fields.number("answered", look.burst_answered);
  for (const auto& items : fields.list("sizes", evidence::sizes_max))
    fields.store(read_size(items), look.sizes.emplace_back());
  for (const auto& items : fields.list("hops", evidence::hops_max))
    fields.store(read_hop(items), look.hops.emplace_back());
}

}  // namespace

void write(const LookOrder& order, Json& map) {
  CHECK(order.looks.size() <= evidence::looks_max);
  PackedWriter packed;
  for (const evidence::Look& look : order.looks) {
    packed.put(look.path);
    packed.put(look.start_ms);
    packed.put(look.burst);
    packed.put(look.full_bytes);
    packed.put(static_cast<std::uint8_t>(look.trace ? 1 : 0));
    packed.put(static_cast<std::uint8_t>(look.again));
  }
  map["looks"] = packed.take();
  map["timeout_ms"] = order.timeout_ms;
}

void read(Fields& fields, LookOrder& order) {
  const auto bytes = fields.bytes("looks");
  const auto count = bytes.size() / look_bytes;
  if (bytes.size() % look_bytes != 0 || count > evidence::looks_max) return fields.fail();
  order.looks.reserve(count);
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    if (!read_look(packed, order.looks.emplace_back())) return fields.fail();
  }
  fields.number<std::uint32_t>("timeout_ms", order.timeout_ms, 1, timeout_ms_max);
}

void write(const Looked& looked, Json& map) {
  CHECK(looked.looks.size() <= evidence::looks_max);
  auto list = Json::array();
  for (const evidence::LookEvidence& look : looked.looks) list.push_back(look_map(look));
  map["looks"] = std::move(list);
}

void read(Fields& fields, Looked& looked) {
  for (const auto& value : fields.list("looks", evidence::looks_max)) {
    Fields item(value);
    read_look_evidence(item, looked.looks.emplace_back());
    if (!item.ok()) return fields.fail();
  }
}

void write(const LookReceipts& receipts, Json& map) {
  CHECK(receipts.receipts.size() <= evidence::looks_max);
  PackedWriter packed;
  for (const evidence::LookReceipt& receipt : receipts.receipts) {
    packed.put(receipt.path);
    packed.put(receipt.burst);
    packed.put(receipt.sizes);
  }
  map["receipts"] = packed.take();
  map["overflowed"] = receipts.overflowed;
}

void read(Fields& fields, LookReceipts& receipts) {
  const auto bytes = fields.bytes("receipts");
  const auto count = bytes.size() / look_receipt_bytes;
  if (bytes.size() % look_receipt_bytes != 0 || count > evidence::looks_max) return fields.fail();
  receipts.receipts.reserve(count);
  for (PackedReader packed(bytes); packed.bytes_left() > 0;) {
    evidence::LookReceipt& receipt = receipts.receipts.emplace_back();
    receipt.path = packed.take_path();
    receipt.burst = packed.take<std::uint64_t>();
    receipt.sizes = packed.take<std::uint32_t>();
  }
  fields.flag("overflowed", receipts.overflowed);
}

}  // namespace oakprobe::wire
