#include "evidence/descriptions.hpp"
#include "wire/codec.hpp"
#include "wire/evidence_fields.hpp"
#include "wire/message_evidence.hpp"
#include "wire/packed.hpp"

#include <algorithm>

namespace oakprobe::wire {
namespace {

struct FailureRecord {
  std::uint16_t dial = 0;  // the path's position in `dials`
  std::uint8_t attempt = 0;
  evidence::DialStage stage{};
  std::int32_t error = 0;
  std::uint8_t flags = 0;
  std::uint8_t icmp_type = 0;  // and what follows: of an ICMP error
  std::uint8_t icmp_code = 0;
  std::uint32_t sender = 0;  // its position in `icmp_senders`
  std::uint32_t mtu = 0;
};
constexpr std::uint8_t flag_icmp = 4;
constexpr Flags<evidence::DialFailure, 4> failure_flags{
    &evidence::DialFailure::end_of_stream,
    &evidence::DialFailure::foreign_answer,
    nullptr,
    &evidence::DialFailure::unheard};

struct AnswerSourceRecord {
  std::uint16_t dial = 0;
  std::uint16_t port = 0;
  IpAddress address;
};

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
  for (std::uint16_t position = 0; position < dials.size(); ++position) {
    CHECK(dials[position].failures.size() <= evidence::attempts_max);
    for (const evidence::DialFailure& failure : dials[position].failures) {
      FailureRecord record{position, failure.attempt, failure.stage, failure.error};
      record.flags = bits_of(failure, failure_flags);
      if (const auto& icmp = failure.icmp) {
        record.flags |= flag_icmp;
        record.icmp_type = icmp->type;
        record.icmp_code = icmp->code;
        record.sender = senders.position_of(icmp->from);
        record.mtu = icmp->mtu;
      }
      packed.put(record);
    }
  }
  map["failures"] = packed.take();
  map["icmp_senders"] = senders.take();
}

void read_failures(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  const std::size_t failures_max = dials.size() * evidence::attempts_max;
  std::vector<IpAddress> senders;
  read_records(fields, "icmp_senders", failures_max, senders);
  read_records<FailureRecord>(fields, "failures", failures_max, [&](const FailureRecord& record) {
    if (record.dial >= dials.size() || record.attempt >= evidence::attempts_max) return false;
    evidence::DialFailure failure;
    failure.attempt = record.attempt;
    failure.stage = record.stage;
    failure.error = record.error;
    if (!set_flags(record.flags, failure_flags, failure)) return false;
    if ((record.flags & flag_icmp) != 0) {
      if (record.sender >= senders.size()) return false;
      failure.icmp = {record.icmp_type, record.icmp_code, senders[record.sender], record.mtu};
    }
    auto& known = dials[record.dial].failures;
    const auto same = std::ranges::find(known, record.attempt, &evidence::DialFailure::attempt);
    if (same != known.end()) return false;
    known.push_back(failure);
    return true;
  });
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
  for (std::uint16_t position = 0; position < dials.size(); ++position)
    if (const auto& from = dials[position].answered_from)
      packed.put(AnswerSourceRecord{position, from->port, from->address});
  map["answer_sources"] = packed.take();
}

void read_answer_sources(Fields& fields, std::vector<evidence::DialEvidence>& dials) {
  const auto take = [&](const AnswerSourceRecord& record) {
    if (record.dial >= dials.size() || dials[record.dial].answered_from) return false;
    dials[record.dial].answered_from = evidence::AnswerSource{record.address, record.port};
    return true;
  };
  read_records<AnswerSourceRecord>(fields, "answer_sources", dials.size(), take);
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
