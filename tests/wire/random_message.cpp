#include "random_message.hpp"

#include "evidence/round_trip_code.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

namespace oakprobe::wire {

std::uint64_t RandomMessages::number(std::uint64_t min, std::uint64_t max) {
  return std::uniform_int_distribution<std::uint64_t>(min, max)(random_);
}

// Extremes are where encodings break, so they come up often.
template <class T>
T RandomMessages::any() {
  using Limits = std::numeric_limits<T>;
  switch (number(0, 3)) {
    case 0:
      return Limits::min();
    case 1:
      return Limits::max();
    case 2:
      return static_cast<T>(number(0, 100));
    default:
      return static_cast<T>(random_());
  }
}

bool RandomMessages::chance() { return number(0, 1) == 1; }

std::string RandomMessages::text() {
  static constexpr std::array<std::string_view, 6> words{
      "", "edge-a", "NetManager", "v0.4.411", "Gerät \xe2\x82\xac \xf0\x9f\x8c\xb3", "a\nb\0c"};
  if (number(0, 9) == 0) return std::string(4'096, 'x');
  return std::string(words[number(0, words.size() - 1)]);
}

IpAddress RandomMessages::address() {
  if (chance()) return boost::asio::ip::address_v4(any<std::uint32_t>());
  boost::asio::ip::address_v6::bytes_type bytes{0x20, 0x01, 0x0d, 0xb8};
  for (std::size_t i = 4; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(chance() ? 0 : random_());
  }
  return boost::asio::ip::address_v6(bytes);
}

std::vector<IpAddress> RandomMessages::addresses(std::size_t max) {
  std::vector<IpAddress> list(number(0, max));
  for (auto& item : list) item = address();
  return list;
}

PathId RandomMessages::path() {
  return {
      .flow = FlowId{any<std::uint16_t>()},
      .source = NodeId{any<std::uint32_t>()},
      .target = NodeId{any<std::uint32_t>()},
  };
}

ListenPort RandomMessages::port() {
  return {
      .protocol = chance() ? Protocol::tcp : Protocol::udp,
      .port = static_cast<std::uint16_t>(number(1, 65'535)),
  };
}

evidence::AttemptSet RandomMessages::attempts() {
  return evidence::AttemptSet(any<std::uint32_t>());
}

void RandomMessages::fill(Hello& hello) {
  hello.oakprobe = text();
  hello.run = any<std::uint64_t>();
  hello.node = NodeId{any<std::uint32_t>()};
  hello.name = text();
}

void RandomMessages::fill(Welcome& welcome) {
  welcome.oakprobe = text();
  welcome.net_raw = chance();
  welcome.net_admin = chance();
  welcome.network_namespace = any<std::uint64_t>();
}

void RandomMessages::fill(evidence::Facts& facts) {
  facts.host_name = text();
  facts.boot_id = text();
  facts.machine = text();
  facts.addresses = addresses(9);
  if (chance()) {
    facts.default_routes.emplace(number(0, 3));
    for (auto& route : *facts.default_routes) {
      route.interface = text();
      if (chance()) route.address = address();
      route.next_hops = any<std::uint32_t>();
    }
  }
  if (chance()) facts.outbound_address = address();
  facts.routes.resize(number(0, 5));
  for (auto& route : facts.routes) {
    route.address = address();
    route.length = static_cast<std::uint8_t>(number(0, route.address.is_v4() ? 32 : 128));
  }
  fill(facts.netcfg);
  fill(facts.tuncfg);
  fill(facts.node_engine);
  facts.docker = chance();
  facts.uts_namespace = any<std::uint64_t>();
  facts.network_namespace = any<std::uint64_t>();
  if (chance()) facts.outbound_ipv6 = address();
  facts.names_of_itself.resize(number(0, 3));
  for (auto& entry : facts.names_of_itself) entry = {any<std::uint32_t>(), address(), text()};
  facts.components.resize(number(0, 3));
  for (auto& component : facts.components) {
    component.name = text();
    component.own_network = chance();
    component.entered = chance();
    if (!chance()) continue;
    component.environment.emplace(number(0, 3));
    for (auto& variable : *component.environment) variable = {text(), text()};
  }
  for (auto* program : {&facts.net_manager, &facts.node_engine_program}) fill(*program);
  for (auto* number :
       {&facts.tables.neighbours_max,
        &facts.tables.neighbours,
        &facts.tables.conntrack_max,
        &facts.tables.conntrack})
    if (chance()) *number = any<std::uint32_t>();
  facts.tables.on_link.resize(number(0, 3), *parse_ip_prefix("192.0.2.0/24"));
  facts.xdp_interfaces.resize(number(0, 3));
  for (auto& interface : facts.xdp_interfaces) interface = text();
}

void RandomMessages::fill(oakestra::WorkerProgram& program) {
  program.installed_as = text();
  program.pid = static_cast<std::int32_t>(number(0, 100'000));
  program.running_s = any<std::uint32_t>();
  program.newer_files.resize(number(0, oakestra::newer_files_max));
  for (auto& file : program.newer_files) file = text();
  program.log.registration = static_cast<oakestra::Registration>(number(0, 3));
  program.log.advertised_address = text();
  program.log.advertised_port = text();
  program.log.last_error = text();
  if (!chance()) return;
  program.udp_ports.emplace(number(0, 3));
  for (auto& port : *program.udp_ports) port = any<std::uint16_t>();
}

void RandomMessages::fill(oakestra::NetManagerConfig& config) {
  config.state = static_cast<oakestra::FileState>(number(0, 3));
  config.problem = text();
  config.public_address = text();
  config.public_port = text();
  config.cluster_url = text();
  config.mqtt_port = text();
  config.default_interface = text();
  config.public_ip_networking = chance();
  config.unknown_keys.resize(number(0, 3));
  for (auto& key : config.unknown_keys) key = text();
}

void RandomMessages::fill(oakestra::TunnelConfig& config) {
  config.state = static_cast<oakestra::FileState>(number(0, 3));
  config.problem = text();
  config.port = any<std::int64_t>();
  config.mtu = any<std::int64_t>();
  config.device = text();
  config.address = text();
  config.address_ipv6 = text();
}

void RandomMessages::fill(oakestra::NodeEngineConfig& config) {
  config.state = static_cast<oakestra::FileState>(number(0, 3));
  config.problem = text();
  config.cluster_address = text();
  config.cluster_port = any<std::int64_t>();
  config.old_problem = text();
  config.written_by_newer = chance();
  config.public_ip = text();
  config.overlay = static_cast<oakestra::Overlay>(number(0, 2));
}

void RandomMessages::fill(Arm& arm) {
  if (chance()) arm.place = {.run = any<std::uint64_t>(), .node = NodeId{any<std::uint32_t>()}};
  arm.again = chance();
  for (auto& byte : arm.key) byte = static_cast<std::byte>(number(0, 255));
  arm.policy = static_cast<ListenPolicy>(number(0, 2));
  if (chance()) arm.bind = address();
  arm.ports.resize(number(0, 5));
  for (auto& item : arm.ports) {
    item.port = port();
    item.flows.resize(number(0, 4));
    for (auto& flow : item.flows) flow = FlowId{any<std::uint16_t>()};
    item.component = text();
    item.stand_in = chance();
  }
  arm.peers.resize(number(0, 9));
  for (auto& item : arm.peers) item = {NodeId{any<std::uint32_t>()}, address()};
  arm.taps = chance();
  arm.ends_after_s = static_cast<std::uint32_t>(number(1, run_seconds_max));
}

void RandomMessages::fill(Armed& armed) {
  armed.ports.resize(number(0, 5));
  for (auto& item : armed.ports) {
    item.port = port();
    item.mode = static_cast<evidence::ListenMode>(number(0, 5));
    item.process = text();
    item.pid = static_cast<std::int32_t>(number(0, 0x7fff'ffff));
    item.address = text();
    item.error = any<std::int32_t>();
    item.installed_as = text();
  }
}

void RandomMessages::fill(Probe& probe) {
  for (std::byte& byte : probe.seed) byte = static_cast<std::byte>(number(0, 255));
  probe.nodes = static_cast<std::uint32_t>(number(1, rotation_nodes_max));
  probe.names = {"edge-a.example", "root.example"};
  probe.questions.resize(number(1, 3));
  for (auto& item : probe.questions) {
    item.service = static_cast<evidence::AskedService>(number(0, 2));
    item.path = chance() ? "/" : "/api/cluster/status";
    item.long_path = chance() ? "" : "/docs/openapi.json";
    item.tls = chance();
    item.known.shape = static_cast<AnswerShape>(number(0, 6));
    if (chance()) item.known.words = {"cluster_name", "ip"};
  }
  probe.diallers = {"cluster_manager", ""};
  probe.paths.resize(number(0, 20));
  for (auto& item : probe.paths) {
    item.path = path();
    item.path.source = NodeId{static_cast<std::uint32_t>(number(0, probe.nodes - 1))};
    item.path.target = NodeId{static_cast<std::uint32_t>(number(0, probe.nodes - 1))};
    item.protocol = chance() ? Protocol::tcp : Protocol::udp;
    item.named = chance();
    item.address = item.named ? static_cast<std::uint32_t>(number(0, 1))
                              : static_cast<std::uint32_t>(probe.addresses.size());
    if (!item.named) probe.addresses.push_back(address());
    item.port = port().port;
    item.mode = chance() ? evidence::DialMode::exchange : evidence::DialMode::bare;
    if (item.protocol == Protocol::tcp && chance()) {
      item.mode = evidence::DialMode::question;
      item.question = static_cast<std::uint16_t>(number(0, probe.questions.size() - 1));
    }
    item.start_ms = any<std::uint32_t>();
    item.dialler = static_cast<std::uint8_t>(number(0, probe.diallers.size()));
  }
  probe.attempts = static_cast<std::uint32_t>(number(1, evidence::attempts_max));
  probe.timeout_ms = static_cast<std::uint32_t>(number(1, 60'000));
  probe.flow_interval_us =
      static_cast<std::uint32_t>(number(flow_interval_us_min, flow_interval_us_max));
  probe.settle_ms = static_cast<std::uint32_t>(number(0, 3'600'000));
  probe.keys.resize(targets_of(probe.paths).size());
  for (ProbeKey& key : probe.keys)
    for (std::byte& byte : key) byte = static_cast<std::byte>(number(0, 255));
}

evidence::DialFailure RandomMessages::failure(unsigned attempt) {
  evidence::DialFailure failure;
  failure.attempt = static_cast<std::uint8_t>(attempt);
  failure.stage = static_cast<evidence::DialStage>(number(0, 6));
  failure.error = any<std::int32_t>();
  failure.end_of_stream = chance();
  failure.foreign_answer = chance();
  failure.unheard = chance();
  if (chance()) {
    failure.icmp = icmp_error();
  }
  return failure;
}

evidence::IcmpError RandomMessages::icmp_error() {
  evidence::IcmpError icmp;
  icmp.type = any<std::uint8_t>();
  icmp.code = any<std::uint8_t>();
  icmp.from = address();
  icmp.mtu = any<std::uint32_t>();
  return icmp;
}

evidence::DialEvidence RandomMessages::dial() {
  evidence::DialEvidence dial;
  dial.path = path();
  dial.sent = attempts();
  dial.connected = attempts();
  dial.answered = attempts();
  if (chance()) {
    const auto us = [](std::uint64_t code) {
      return evidence::round_trip_us(static_cast<std::uint8_t>(code));
    };
    const auto median = number(1, 255);
    const auto near = [&](std::uint64_t steps) { return chance() ? steps % 20 : steps; };
    dial.round_trip = evidence::RoundTrip{
        .min_us = us(median - near(number(0, median - 1)) % median),
        .median_us = us(median),
        .max_us = us(std::min<std::uint64_t>(255, median + near(number(0, 255 - median))))};
    // Of one answer there is one time.
    if (dial.answered.count() == 1) {
      const std::uint32_t one = us(median);
      dial.round_trip = evidence::RoundTrip{.min_us = one, .median_us = one, .max_us = one};
    }
  }
  const auto failing = attempts();
  for (unsigned attempt = 0; attempt < evidence::attempts_max; ++attempt) {
    if (failing.has(attempt)) dial.failures.push_back(failure(attempt));
  }
  if (chance()) {
    dial.service = evidence::ServiceAnswer{
        .kind = static_cast<evidence::AnswerKind>(number(0, 6)),
        .attempts = attempts(),
        .said = chance() ? "" : "HTTP/1.1 404",
        .follow_ups = any<std::uint8_t>()};
  }
  if (chance()) dial.dialled = address();
  if (chance()) dial.alternatives = addresses(16);
  dial.not_tried = chance();
  dial.by_dialler = chance();
  dial.docker_names = chance();
  dial.by_hosts_file = chance();
  if (chance()) dial.answered_from = evidence::AnswerSource{address(), any<std::uint16_t>()};
  return dial;
}

evidence::ReceiptEvidence RandomMessages::receipt() {
  evidence::ReceiptEvidence receipt;
  receipt.path = path();
  receipt.delivered = attempts();
  receipt.answered = attempts();
  receipt.answer_error = any<std::int32_t>();
  receipt.as_told = chance();
  if (!receipt.as_told) receipt.observed_source = address();
  receipt.observed_port = any<std::uint16_t>();
  return receipt;
}

void RandomMessages::fill(Evidence& evidence) {
  auto& part = evidence.part;
  part.dials.resize(number(0, 6));
  for (auto& item : part.dials) item = dial();
  part.receipts.resize(number(0, 6));
  for (auto& item : part.receipts) item = receipt();
  part.strangers.resize(number(0, 3));
  for (auto& item : part.strangers) {
    item = {.port = port(), .from = address(), .count = any<std::uint32_t>()};
  }
  auto& counters = part.counters;
  if (chance()) counters.reverse_path_filtered = any<std::uint64_t>();
  if (chance()) counters.udp_checksum_errors = any<std::uint64_t>();
  if (chance()) counters.tcp_checksum_errors = any<std::uint64_t>();
  if (chance()) counters.listen_overflows = any<std::uint64_t>();
  if (chance()) counters.udp_receive_overflows = any<std::uint64_t>();
  counters.owner_drops = any<std::uint64_t>();
  counters.owner_drops_ms = any<std::uint32_t>();
  if (chance()) counters.neighbour_table_full = any<std::uint64_t>();
  if (chance()) counters.conntrack_full = any<std::uint64_t>();
  if (chance()) counters.softnet_dropped = any<std::uint64_t>();
  counters.accepts_failed = any<std::uint64_t>();
  counters.others.resize(number(0, 3));
  for (auto& one : counters.others) {
    one.counter = static_cast<evidence::LossCounter>(number(0, evidence::loss_counter_count - 1));
    one.by = number(1, std::numeric_limits<std::uint64_t>::max());
    one.interface = chance() ? "eth0" : "";
  }
  part.no_route_to = addresses(4);
  part.clusters.resize(number(0, 3));
  for (auto& item : part.clusters) {
    item = {
        .name = "edge-a",
        .address = chance() ? "edge-a.example" : address().to_string(),
        .port = any<std::uint16_t>(),
        .active = chance()};
  }
  part.dead_hops.resize(number(0, 3));
  for (auto& one : part.dead_hops)
    one = {address(), address(), "eth" + std::to_string(number(0, 2)), chance()};
  part.link_addresses.resize(number(0, 3));
  for (auto& one : part.link_addresses) one.back() = any<std::uint8_t>();
  part.link_neighbours.resize(number(0, 3));
  for (auto& one : part.link_neighbours) one = {address(), {2, 0, 0, 0, 0, any<std::uint8_t>()}};
  part.policy_routed = addresses(4);
  part.ipsec = chance();
  part.unanswered_neighbours.resize(number(0, 3));
  for (auto& one : part.unanswered_neighbours) one = {address(), address(), chance(), chance()};
  part.own_questions.resize(number(0, 3));
  for (auto& one : part.own_questions) one = {address(), chance()};
  part.neighbours_overflowed = chance();
  part.taps.packets = static_cast<evidence::TapState>(number(0, 3));
  part.taps.udp = static_cast<evidence::TapState>(number(0, 3));
  part.taps.tcp = static_cast<evidence::TapState>(number(0, 3));
  part.taps.loopback_filtered = chance();
  part.sights.resize(number(0, 3));
  for (auto& item : part.sights) {
    item.path = path();
    for (auto& attempts : item.attempts) {
      if (chance()) attempts = evidence::AttemptSet(any<std::uint32_t>() | 1U);
    }
  }
  part.own_handshakes.resize(number(0, 3));
  for (auto& item : part.own_handshakes) {
    item.path = path();
    item.attempt = static_cast<std::uint8_t>(number(0, evidence::attempts_max - 1));
    item.local_port = any<std::uint16_t>();
    item.left = chance();
    item.answer_reached = chance();
    item.answer_admitted = chance();
    item.reset_reached = chance();
    item.left_inside = chance();
    item.left_wrapped = chance();
    item.sequence = any<std::uint32_t>();
    item.answer_sequence = any<std::uint32_t>();
    item.timestamp = any<std::uint32_t>();
    item.timestamp_last = any<std::uint32_t>();
    item.diverted = chance();
  }
  part.seen_handshakes.resize(number(0, 3));
  for (auto& item : part.seen_handshakes) {
    item.port = any<std::uint16_t>();
    item.from = address();
    item.from_port = any<std::uint16_t>();
    item.sequence = any<std::uint32_t>();
    item.answer_sequence = any<std::uint32_t>();
    item.sights = static_cast<std::uint32_t>(number(0, (1U << evidence::sight_count) - 1));
    item.timestamp = any<std::uint32_t>();
  }
  part.inner_devices.resize(number(0, 3));
  for (auto& device : part.inner_devices) {
    device.name = text();
    device.kind = static_cast<evidence::DeviceKind>(number(0, 18));
    device.reach = static_cast<evidence::DeviceReach>(number(0, 2));
    device.outer_port = any<std::uint16_t>();
    device.over.resize(number(0, evidence::device_over_max));
    for (auto& name : device.over) name = text();
    device.networks.resize(number(0, 2), *parse_ip_prefix("10.7.0.31/24"));
  }
  part.ways.resize(part.inner_devices.empty() ? 0 : number(0, 3));
  for (auto& way : part.ways) {
    way.to = address();
    way.device = static_cast<std::uint8_t>(number(0, part.inner_devices.size() - 1));
    if (chance()) way.gateway = address();
  }
  evidence.last = chance();
}

void RandomMessages::fill(LookOrder& order) {
  order.looks.resize(number(0, 6));
  for (evidence::Look& look : order.looks) {
    look.path = path();
    look.start_ms = static_cast<std::uint32_t>(number(0, look_start_ms_max));
    look.burst = static_cast<std::uint8_t>(number(0, evidence::burst_probes_max));
    if (chance())
      look.full_bytes =
          static_cast<std::uint16_t>(number(evidence::packet_bytes_min, evidence::packet_bytes_max)
          );
    look.trace = chance();
    look.again = static_cast<evidence::AskAgain>(number(0, 2));
  }
  order.timeout_ms = static_cast<std::uint32_t>(number(1, 60'000));
}

evidence::LookEvidence RandomMessages::look() {
  evidence::LookEvidence look;
  look.path = path();
  look.again_answered = chance();
  look.asked_again = static_cast<std::uint8_t>(number(0, evidence::again_probes_max));
  if (chance()) look.refused = icmp_error();
  look.burst_sent = any<std::uint64_t>();
  look.burst_answered = any<std::uint64_t>();
  look.sizes.resize(number(0, evidence::sizes_max));
  for (evidence::SizedProbe& size : look.sizes) {
    size.bytes = static_cast<std::uint16_t>(number(1, evidence::packet_bytes_max));
    size.may_fragment = chance();
    size.asked_long = chance();
    size.error = any<std::int32_t>();
    size.answered = chance();
    if (chance()) size.icmp = icmp_error();
  }
  look.hops.resize(number(0, evidence::hops_max));
  for (evidence::Hop& hop : look.hops) {
    hop.limit = static_cast<std::uint8_t>(number(1, evidence::hops_max));
    hop.from = address();
    hop.is_end = chance();
  }
  return look;
}

void RandomMessages::fill(Looked& looked) {
  looked.looks.resize(number(0, 4));
  for (evidence::LookEvidence& one : looked.looks) one = look();
}

void RandomMessages::fill(LookReceipts& receipts) {
  receipts.overflowed = chance();
  receipts.receipts.resize(number(0, 6));
  for (evidence::LookReceipt& receipt : receipts.receipts) {
    receipt.path = path();
    receipt.burst = any<std::uint64_t>();
    receipt.sizes = any<std::uint32_t>();
  }
}

void RandomMessages::fill(Failed& failed) { failed.message = text(); }

Message RandomMessages::of_type(std::size_t index) {
  return [&]<std::size_t... i>(std::index_sequence<i...>) {
    Message message;
    ((i == index ? fill(message.emplace<i>()) : void()), ...);
    return message;
  }
  (std::make_index_sequence<std::variant_size_v<Message>>{});
}

}  // namespace oakprobe::wire
