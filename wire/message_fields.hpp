#pragma once

#include "wire/fields.hpp"
#include "wire/messages.hpp"
#include "wire/plain_value.hpp"

#include <type_traits>

// The fields of each message, as docs/wire-protocol.md lists them. write() fills the map of a
// message that keeps the limits of messages.hpp; read() trusts nothing.
namespace oakprobe::wire {

void write(const Hello& hello, Json& map);
void write(const Welcome& welcome, Json& map);
void write(const evidence::Facts& facts, Json& map);
void write(const Arm& arm, Json& map);
void write(const Armed& armed, Json& map);
void write(const Probe& probe, Json& map);
void write(const Evidence& evidence, Json& map);
void write(const LookOrder& order, Json& map);
void write(const Looked& looked, Json& map);
void write(const LookReceipts& receipts, Json& map);
void write(const ExposureRequest& request, Json& map);
void write(const evidence::Exposure& exposure, Json& map);
void write(const RulesOrder& order, Json& map);
void write(const RulesWatched& watched, Json& map);
void write(const RulesRequest& request, Json& map);
void write(const Rules& rules, Json& map);
void write(const Failed& failed, Json& map);

void read(Fields& fields, Hello& hello);
void read(Fields& fields, Welcome& welcome);
void read(Fields& fields, evidence::Facts& facts);
void read(Fields& fields, Arm& arm);
void read(Fields& fields, Armed& armed);
void read(Fields& fields, Probe& probe);
void read(Fields& fields, Evidence& evidence);
void read(Fields& fields, LookOrder& order);
void read(Fields& fields, Looked& looked);
void read(Fields& fields, LookReceipts& receipts);
void read(Fields& fields, ExposureRequest& request);
void read(Fields& fields, evidence::Exposure& exposure);
void read(Fields& fields, RulesOrder& order);
void read(Fields& fields, RulesWatched& watched);
void read(Fields& fields, RulesRequest& request);
void read(Fields& fields, Rules& rules);
void read(Fields& fields, Failed& failed);

// Messages that are nothing but their type.
template <class M>
concept Bare = std::is_empty_v<M>;

void write(const Bare auto& /*message*/, Json& /*map*/) {}
void read(Fields& /*fields*/, Bare auto& /*message*/) {}

}  // namespace oakprobe::wire
