#include "base/check.hpp"
#include "base/utf8.hpp"
#include "wire/message_fields.hpp"
#include "wire/packed.hpp"

#include <algorithm>

// arm and armed.
namespace oakprobe::wire {
namespace {

void write(ListenPort port, Json& map) {
  map["protocol"] = static_cast<std::uint8_t>(port.protocol);
  map["port"] = port.port;
}

void read(Fields& fields, ListenPort& port) {
  fields.choice("protocol", port.protocol, Protocol::udp);
  fields.number("port", port.port, std::uint16_t{1});
}

Json port_map(const ArmPort& port) {
  auto map = Json::object();
  write(port.port, map);
  PackedWriter flows;
  for (const auto flow : port.flows) flows.put(index_of(flow));
  map["flows"] = flows.take();
  map["component"] = to_utf8(port.component, text_bytes_max);
  map["stand_in"] = port.stand_in;
  return map;
}

bool read_port(const CborView& value, ArmPort& port) {
  Fields fields(value);
  read(fields, port.port);
  const auto flows = fields.bytes("flows");
  if (flows.size() % sizeof(std::uint16_t) != 0) return false;
  port.flows.reserve(flows.size() / sizeof(std::uint16_t));
  for (PackedReader packed(flows); packed.bytes_left() > 0;) {
    port.flows.push_back(FlowId{packed.take<std::uint16_t>()});
  }
  fields.text("component", port.component);
  fields.flag("stand_in", port.stand_in);
  return fields.ok();
}

Json port_map(const evidence::ArmedPort& port) {
  auto map = Json::object();
  write(port.port, map);
  map["mode"] = static_cast<std::uint8_t>(port.mode);
  map["process"] = to_utf8(port.process, text_bytes_max);
  map["pid"] = port.pid;
  map["address"] = to_utf8(port.address, text_bytes_max);
  map["error"] = port.error;
  map["installed_as"] = to_utf8(port.installed_as, text_bytes_max);
  return map;
}

bool read_port(const CborView& value, evidence::ArmedPort& port) {
  Fields fields(value);
  read(fields, port.port);
  fields.choice("mode", port.mode, evidence::ListenMode::failed);
  fields.text("process", port.process);
  fields.number("pid", port.pid, 0);
  fields.text("address", port.address);
  fields.number("error", port.error);
  fields.text("installed_as", port.installed_as);
  return fields.ok();
}

template <class Port>
Json port_list(const std::vector<Port>& ports) {
  CHECK(ports.size() <= arm_ports_max);
  auto list = Json::array();
  for (const auto& port : ports) list.push_back(port_map(port));
  return list;
}

template <class Port>
void read_ports(Fields& fields, std::vector<Port>& ports) {
  for (const auto& value : fields.list("ports", arm_ports_max)) {
    if (!read_port(value, ports.emplace_back())) return fields.fail();
  }
}

void read_peers(Fields& fields, std::vector<ArmPeer>& peers) {
  for (PackedReader packed(fields.bytes("peers")); packed.bytes_left() > 0;) {
    if (packed.bytes_left() < sizeof(std::uint32_t) || peers.size() == arm_peers_max)
      return fields.fail();
    const NodeId node{packed.take<std::uint32_t>()};
    const auto address = packed.take_address();
    if (!address) return fields.fail();
    peers.push_back({node, *address});
  }
}

}  // namespace

void write(const Arm& arm, Json& map) {
  CHECK(arm.peers.size() <= arm_peers_max);
  PackedWriter key;
  for (const auto byte : arm.key) key.put(std::to_integer<std::uint8_t>(byte));
  map["key"] = key.take();
  if (arm.place) {
    map["run"] = arm.place->run;
    map["node"] = index_of(arm.place->node);
  }
  if (arm.again) map["again"] = true;
  map["policy"] = static_cast<std::uint8_t>(arm.policy);
  if (arm.bind) map["bind"] = address_text(*arm.bind);
  map["ports"] = port_list(arm.ports);
  PackedWriter peers;
  for (const ArmPeer& peer : arm.peers) {
    peers.put(index_of(peer.node));
    peers.put(peer.address);
  }
  map["peers"] = peers.take();
  map["taps"] = arm.taps;
  map["ends_after_s"] = arm.ends_after_s;
}

void read(Fields& fields, Arm& arm) {
  const auto key = fields.bytes("key");
  if (key.size() != arm.key.size()) return fields.fail();
  std::ranges::copy(std::as_bytes(key), arm.key.begin());
  if (fields.has("run")) {
    std::uint32_t node = 0;
    fields.number("run", arm.place.emplace().run);
    fields.number("node", node);
    arm.place->node = NodeId{node};
  }
  if (fields.has("again")) fields.flag("again", arm.again);
  fields.choice("policy", arm.policy, ListenPolicy::always);
  fields.optional_address("bind", arm.bind);
  read_ports(fields, arm.ports);
  read_peers(fields, arm.peers);
  fields.flag("taps", arm.taps);
  fields.number<std::uint32_t>("ends_after_s", arm.ends_after_s, 1, run_seconds_max);
}

void write(const Armed& armed, Json& map) { map["ports"] = port_list(armed.ports); }

void read(Fields& fields, Armed& armed) { read_ports(fields, armed.ports); }

}  // namespace oakprobe::wire
