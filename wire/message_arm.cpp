#include "evidence/descriptions.hpp"
#include "wire/codec.hpp"
#include "wire/listen_port_fields.hpp"
#include "wire/message_fields.hpp"
#include "wire/packed.hpp"

// arm and armed.
namespace oakprobe::wire {

BOOST_DESCRIBE_STRUCT(ArmPort, (), (port, flows, component, stand_in))
BOOST_DESCRIBE_STRUCT(
    Arm, (), (place, again, key, policy, bind, ports, peers, taps, rules, ends_after_s)
)
BOOST_DESCRIBE_STRUCT(Armed, (), (ports))

namespace {

// Numbers of 16 bits; more than that are some of them again.
constexpr std::size_t flows_max = 65'536;

void write_flows(const std::vector<FlowId>& flows, Json& map) {
  map["flows"] = packed(flows, flows_max);
}

void read_flows(Fields& fields, std::vector<FlowId>& flows) {
  read_records(fields, "flows", flows_max, flows);
}

void write_peers(const std::vector<ArmPeer>& peers, Json& map) {
  map["peers"] = packed(peers, arm_peers_max);
}

void read_peers(Fields& fields, std::vector<ArmPeer>& peers) {
  read_records(fields, "peers", arm_peers_max, peers);
}

// Both fields, or none.
void write_place(const std::optional<RunPlace>& place, Json& map) {
  if (!place) return;
  map["run"] = place->run;
  map["node"] = index_of(place->node);
}

void read_place(Fields& fields, std::optional<RunPlace>& place) {
  if (fields.find("run") == nullptr) return;
  place.emplace();
  read_field(fields, "run", {}, place->run);
  read_field(fields, "node", {}, place->node);
}

}  // namespace

template <>
constexpr auto field_table<ArmPort> =
    std::tuple{field(&ArmPort::port).inlined(), field(&ArmPort::flows).by(write_flows, read_flows)};

template <>
constexpr auto field_table<Arm> = std::tuple{
    field(&Arm::place).by(write_place, read_place),
    field(&Arm::again).flag(),
    field(&Arm::policy).to(ListenPolicy::always),
    field(&Arm::ports).items(arm_ports_max),
    field(&Arm::peers).by(write_peers, read_peers),
    field(&Arm::rules).flag(),
    field(&Arm::ends_after_s).from(1).to(run_seconds_max)};

template <>
constexpr auto field_table<evidence::ArmedPort> = std::tuple{
    field(&evidence::ArmedPort::port).inlined(),
    field(&evidence::ArmedPort::mode).to(evidence::ListenMode::failed),
    field(&evidence::ArmedPort::pid).from(0)};

template <>
constexpr auto field_table<Armed> = std::tuple{field(&Armed::ports).items(arm_ports_max)};

void write(const Arm& arm, Json& map) { write_fields(arm, map); }
void read(Fields& fields, Arm& arm) { read_fields(fields, arm); }

void write(const Armed& armed, Json& map) { write_fields(armed, map); }
void read(Fields& fields, Armed& armed) { read_fields(fields, armed); }

}  // namespace oakprobe::wire
