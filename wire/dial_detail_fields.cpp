#include "wire/dial_detail_fields.hpp"

#include "evidence/descriptions.hpp"
#include "wire/codec.hpp"
#include "wire/message_evidence.hpp"
#include "wire/packed.hpp"

#include <algorithm>
#include <bit>

namespace oakprobe::wire {
namespace {

// position, attempt, stage, error, flags; then the ICMP error: type, code, position of its sender,
// MTU
constexpr std::size_t failure_bytes = 2 + 1 + 1 + 4 + 1 + 1 + 1 + 4 + 4;
constexpr std::uint8_t flag_end_of_stream = 1;
constexpr std::uint8_t flag_foreign_answer = 2;
constexpr std::uint8_t flag_icmp = 4;
constexpr std::uint8_t flag_unheard = 8;
constexpr std::uint8_t failure_flags_known =
    flag_end_of_stream | flag_foreign_answer | flag_icmp | flag_unheard;

constexpr std::size_t alternatives_max = 16;

// What the name of a path resolved to.
struct Resolved {
  std::uint32_t dial = 0;  // the path's position in `dials`
  std::optional<IpAddress> dialled;
  std::vector<IpAddress> alternatives;
};
BOOST_DESCRIBE_STRUCT(Resolved, (), (dial, dialled, alternatives))

// What a running service answered to the question of a path.
struct Answered {
  std::uint32_t dial = 0;
  evidence::ServiceAnswer answer;
};
BOOST_DESCRIBE_STRUCT(Answered, (), (dial, answer))

// Of lists with an item a path, at most.
constexpr Limits one_a_path{.items_max = evidence_paths_per_message};

}  // namespace

template <>
constexpr bool is_list_shaped<Answered> = true;

template <>
constexpr auto field_table<evidence::ServiceAnswer> = std::tuple{
    field(&evidence::ServiceAnswer::kind).to(evidence::AnswerKind::silent),
    field(&evidence::ServiceAnswer::said).bytes(evidence::said_bytes_max)};

template <>
constexpr auto field_table<Answered> = std::tuple{field(&Answered::answer).inlined()};

template <>
constexpr auto field_table<Resolved> =
    std::tuple{field(&Resolved::alternatives).items(alternatives_max)};

namespace {

void write_failures(const std::vector<evidence::DialEvidence>& dials, Json& map) {
  AddressTable senders;
  PackedWriter packed;
  for (std::size_t position = 0; position < dials.size(); ++position) {
    CHECK(dials[position].failures.size() <= evidence::attempts_max);
    for (const auto& failure : dials[position].failures) {
      packed.put(static_cast<std::uint16_t>(position));
      packed.put(failure.attempt);
      packed.put(static_cast<std::uint8_t>(failure.stage));
      packed.put(std::bit_cast<std::uint32_t>(failure.error));
      packed.put(static_cast<std::uint8_t>(
          bit_if(failure.end_of_stream, flag_end_of_stream) |
          bit_if(failure.foreign_answer, flag_foreign_answer) |
          bit_if(failure.icmp.has_value(), flag_icmp) | bit_if(failure.unheard, flag_unheard)
      ));
      const evidence::IcmpError icmp = failure.icmp.value_or(evidence::IcmpError{});
      packed.put(icmp.type);
      packed.put(icmp.code);
      packed.put(failure.icmp ? senders.position_of(icmp.from) : std::uint32_t{0});
      packed.put(icmp.mtu);
    }
  }
  map["failures"] = packed.take();
  map["icmp_senders"] = senders.take();
}

// The caller has checked that a whole record is left. False: it is none that can be.
bool read_failure(
    PackedReader& packed,
    std::span<const IpAddress> senders,
    std::vector<evidence::DialEvidence>& dials
) {
  const auto position = packed.take<std::uint16_t>();
  evidence::DialFailure failure;
  failure.attempt = packed.take<std::uint8_t>();
  const auto stage = packed.take<std::uint8_t>();
  failure.stage = static_cast<evidence::DialStage>(stage);
  failure.error = std::bit_cast<std::int32_t>(packed.take<std::uint32_t>());
  const auto flags = packed.take<std::uint8_t>();
  failure.end_of_stream = (flags & flag_end_of_stream) != 0;
  failure.foreign_answer = (flags & flag_foreign_answer) != 0;
  failure.unheard = (flags & flag_unheard) != 0;
  evidence::IcmpError icmp;
  icmp.type = packed.take<std::uint8_t>();
  icmp.code = packed.take<std::uint8_t>();
  const auto sender = packed.take<std::uint32_t>();
  icmp.mtu = packed.take<std::uint32_t>();
  if (position >= dials.size() || failure.attempt >= evidence::attempts_max) return false;
  if (stage > static_cast<std::uint8_t>(evidence::DialStage::overlay)) return false;
  if ((flags & ~failure_flags_known) != 0) return false;
  if ((flags & flag_icmp) != 0) {
    if (sender >= senders.size()) return false;
    icmp.from = senders[sender];
    failure.icmp = icmp;
  }
  auto& known = dials[position].failures;
  const auto same = [&](const evidence::DialFailure& other) {
    return other.attempt == failure.attempt;
  };
  if (std::ranges::any_of(known, same)) return false;
  known.push_back(failure);
  return true;
}

void read_failures(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  const auto senders =
      read_address_table(fields.bytes("icmp_senders"), dials.size() * evidence::attempts_max);
  const auto bytes = fields.bytes("failures");
  if (!senders || bytes.size() % failure_bytes != 0) return fields.fail();
  for (PackedReader packed(bytes); packed.bytes_left() > 0;)
    if (!read_failure(packed, *senders, dials)) return fields.fail();
}

void write_resolved(const std::vector<evidence::DialEvidence>& dials, Json& map) {
  std::vector<Resolved> list;
  for (std::uint32_t position = 0; position < dials.size(); ++position) {
    const auto& dial = dials[position];
    if (dial.dialled || !dial.alternatives.empty())
      list.push_back({position, dial.dialled, dial.alternatives});
  }
  map["resolved"] = json_of(one_a_path, list);
}

void read_resolved(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  std::vector<Resolved> list;
  read_field(fields, "resolved", one_a_path, list);
  for (Resolved& one : list) {
    if (one.dial >= dials.size()) return fields.fail();
    auto& dial = dials[one.dial];
    if (dial.dialled || !dial.alternatives.empty()) return fields.fail();
    dial.dialled = one.dialled;
    dial.alternatives = std::move(one.alternatives);
  }
}

void write_services(const std::vector<evidence::DialEvidence>& dials, Json& map) {
  std::vector<Answered> list;
  for (std::uint32_t position = 0; position < dials.size(); ++position)
    if (dials[position].service) list.push_back({position, *dials[position].service});
  map["services"] = json_of(one_a_path, list);
}

void read_services(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  std::vector<Answered> list;
  read_field(fields, "services", one_a_path, list);
  for (Answered& one : list) {
    if (one.dial >= dials.size() || dials[one.dial].service) return fields.fail();
    dials[one.dial].service = std::move(one.answer);
  }
}

void write_answer_sources(const std::vector<evidence::DialEvidence>& dials, Json& map) {
  PackedWriter packed;
  for (std::size_t position = 0; position < dials.size(); ++position) {
    const auto& from = dials[position].answered_from;
    if (!from) continue;
    packed.put(static_cast<std::uint16_t>(position));
    packed.put(from->port);
    packed.put(from->address);
  }
  map["answer_sources"] = packed.take();
}

void read_answer_sources(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  for (PackedReader packed(fields.bytes("answer_sources")); packed.bytes_left() > 0;) {
    if (packed.bytes_left() < 2 * sizeof(std::uint16_t)) return fields.fail();
    const auto position = packed.take<std::uint16_t>();
    const auto port = packed.take<std::uint16_t>();
    const auto address = packed.take_address();
    if (!address || position >= dials.size() || dials[position].answered_from) return fields.fail();
    dials[position].answered_from = evidence::AnswerSource{*address, port};
  }
}

}  // namespace

void write_dial_details(const std::vector<evidence::DialEvidence>& dials, Json& map) {
  write_failures(dials, map);
  write_resolved(dials, map);
  write_services(dials, map);
  write_answer_sources(dials, map);
}

void read_dial_details(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  read_failures(fields, dials);
  read_resolved(fields, dials);
  read_services(fields, dials);
  read_answer_sources(fields, dials);
}

}  // namespace oakprobe::wire
