#include "bytes.hpp"
#include "tests/support/heap_meter.hpp"
#include "tests/support/probe_keys.hpp"
#include "wire/frame.hpp"
#include "wire/messages.hpp"
#include "wire/plain_value.hpp"

#include <gtest/gtest.h>

namespace oakprobe::wire {
namespace {

using testing_support::HeapMeter;
using Bytes = std::vector<std::byte>;

// A body that begins with these bytes, and goes on with `piece` as often as it fits.
Bytes filled(std::string_view begin, std::string_view piece, std::size_t pieces) {
  Bytes body = from_hex(begin);
  const Bytes bytes = from_hex(piece);
  for (std::size_t i = 0; i < pieces && body.size() + bytes.size() <= frame_body_bytes_max; ++i)
    body.insert(body.end(), bytes.begin(), bytes.end());
  return body;
}

// A keepalive whose field x, which nobody knows, is so.
Bytes in_unknown(const std::string& begin, std::string_view piece, std::size_t pieces) {
  return filled("a2 6474797065 696b656570616c697665 6178" + begin, piece, pieces);
}

// armed, whose ports are so.
Bytes in_ports(const std::string& begin, std::string_view piece, std::size_t pieces) {
  return filled("a2 6474797065 6561726d6564 65706f727473" + begin, piece, pieces);
}

// look-receipts, whose receipts are so.
Bytes in_receipts(const std::string& begin, std::string_view piece, std::size_t pieces) {
  return filled(
      "a2 6474797065 6d6c6f6f6b2d7265636569707473 687265636569707473" + begin, piece, pieces
  );
}

// evidence, whose dials are so, with one state.
Bytes in_runs(const std::string& begin, std::string_view piece, std::size_t pieces) {
  return filled(
      "a3 6474797065 6865766964656e6365 6b6469616c5f737461746573 4d 00000000000000000000000000"
      "656469616c73" +
          begin,
      piece,
      pieces
  );
}
constexpr std::string_view claimed_run = "0000 00000000 00000000 7fff 0000";

struct Row {
  const char* name;
  Bytes body;
  bool good;
};

constexpr std::size_t mib = 1024 * 1024;

// docs/wire-protocol.md: what is not known, or is more than there may be, is passed over. Beside
// that there is room for the paths that runs claim, as many as a part may tell of.
TEST(DecodeMessage, TakesNoMemoryForWhatItDoesNotTake) {
  const std::vector<Row> rows{
      {"a list of 2^32, claimed", in_unknown("9b0000000100000000", "00", 10), false},
      {"a list of 2^64 - 1, claimed", in_unknown("9bffffffffffffffff", "00", 10), false},
      {"a map of 2^32, claimed", in_unknown("bb0000000100000000", "00", 10), false},
      {"a text of 2^32, claimed", in_unknown("7b0000000100000000", "00", 10), false},
      {"bytes of 2^31, claimed", in_unknown("5a80000000", "00", 10), false},
      {"a list without end", in_unknown("9f", "00", 1'000'000), false},
      {"200,000 lists deep", in_unknown("", "81", 200'000), false},
      {"200,000 maps deep", in_unknown("", "a16161", 200'000), false},
      {"too many values", in_unknown("9a001e8480", "80", 2'000'000), false},
      {"a list of numbers", in_unknown("9a000186a0", "00", 100'000), true},
      {"a list of lists", in_unknown("9a000186a0", "80", 100'000), true},
      {"a list of texts", in_unknown("9a000186a0", "6161", 100'000), true},
      {"maps with a key each", in_unknown("9a000186a0", "a16161a0", 100'000), true},
      {"too many keys", in_unknown("9a00030d40", "a16161a0", 200'000), false},
      {"as many maps as there may be", in_unknown("9a001e8000", "a0", 1'998'848), true},
      {"one long text", in_unknown("7a00ffff00", "61", 16'776'960), true},
      {"as many ports", in_ports("9a001e8000", "a0", 1'998'848), false},
      {"a port that is as many maps", in_ports("81 9a001e8000", "a0", 1'998'848), false},
      {"runs that claim the most", in_runs("5a00fdf704", claimed_run, 1'188'846), false},
      {"long bytes", in_receipts("5a00ffff00", "61", 16'776'960), false},
      {"long text for bytes", in_receipts("7a00ffff00", "61", 16'776'960), false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const HeapMeter meter;
    EXPECT_EQ(decode_message_of_agent(row.body).has_value(), row.good);
    EXPECT_LE(meter.peak_bytes(), mib);
  }
}

constexpr std::size_t agent_message_bytes_max = 32'000'000;
const IpAddress long_address = *parse_ip_address("2001:db8:1111:2222:3333:4444:5555:6666");
const std::string longest_text(text_bytes_max, 'x');

Evidence fullest_evidence() {
  Evidence evidence;
  evidence::NodeEvidence& part = evidence.part;
  evidence::DialEvidence dial;
  dial.dialled = long_address;
  dial.alternatives.assign(16, long_address);
  dial.service.emplace().said = std::string(evidence::said_bytes_max, 'x');
  dial.failures.resize(evidence::attempts_max);
  part.dials.assign(evidence_paths_per_message, dial);
  std::uint32_t sender = 0;
  for (evidence::DialEvidence& one : part.dials) {
    for (std::uint8_t attempt = 0; attempt < evidence::attempts_max; ++attempt) {
      one.failures[attempt].attempt = attempt;
      one.failures[attempt].icmp.emplace().from = boost::asio::ip::make_address_v4(++sender);
    }
  }
  part.receipts.resize(evidence_paths_per_message);
  part.sights.resize(evidence_paths_per_message);
  std::uint32_t state = 0;
  for (evidence::PathSights& one : part.sights) {
    one.path.target = NodeId{2 * state};
    one.attempts.fill(evidence::AttemptSet(++state));
  }
  part.own_handshakes.resize(evidence_paths_per_message);
  part.seen_handshakes.resize(evidence_paths_per_message);
  part.unanswered_neighbours.resize(evidence::neighbours_max);
  part.own_questions.resize(evidence::neighbours_max);
  part.no_route_to.assign(arm_peers_max, long_address);
  part.policy_routed.assign(policy_routed_max, long_address);
  part.dead_hops.assign(
      evidence::dead_hops_max,
      {long_address, long_address, std::string(evidence::device_name_bytes_max, 'x'), true}
  );
  part.link_neighbours.resize(evidence::link_neighbours_max);
  const std::string name(evidence::known_cluster_bytes_max, 'x');
  part.clusters.assign(evidence::known_clusters_max, {name, name, 1, true});
  evidence::InnerDevice device;
  device.name = longest_text;
  device.over.assign(evidence::device_over_max, longest_text);
  device.networks.assign(evidence::device_networks_max, IpPrefix{long_address, 64});
  part.inner_devices.assign(evidence::inner_devices_max, device);
  part.ways.assign(evidence::ways_max, {long_address, 0, long_address});
  return evidence;
}

Looked fullest_looked() {
  evidence::IcmpError icmp;
  icmp.from = long_address;
  evidence::LookEvidence look;
  look.refused = icmp;
  evidence::SizedProbe size;
  size.bytes = 1'500;
  size.icmp = icmp;
  look.sizes.assign(evidence::sizes_max, size);
  look.hops.assign(
      evidence::hops_max, evidence::Hop{.limit = 1, .from = long_address, .is_end = false}
  );
  Looked looked;
  looked.looks.assign(evidence::looks_max, look);
  return looked;
}

// Three texts a port, each as long as a frame has room for.
Armed fullest_armed() {
  evidence::ArmedPort port;
  port.port = {Protocol::tcp, 80};
  port.process = port.address = port.installed_as = std::string(1'330, 'x');
  Armed armed;
  armed.ports.assign(arm_ports_max, port);
  return armed;
}

evidence::Facts fullest_facts() {
  evidence::Facts facts;
  facts.addresses.assign(evidence::own_addresses_max, long_address);
  facts.routes.assign(evidence::routes_max, IpPrefix{long_address, 128});
  facts.default_routes.emplace(evidence::default_routes_max).front().interface = longest_text;
  facts.names_of_itself.assign(evidence::own_names_max, {1, long_address, longest_text});
  evidence::RunningComponent component;
  component.environment.emplace(oakestra::told_variables_max).front() = {
      longest_text, longest_text};
  component.environment->resize(1);
  component.environment->resize(oakestra::told_variables_max, component.environment->front());
  facts.components.assign(evidence::components_max, component);
  return facts;
}

evidence::Exposure fullest_exposure() {
  evidence::Exposure exposure;
  evidence::OpenPort port;
  port.port = {.protocol = Protocol::tcp, .port = 22};
  port.process = std::string(evidence::rule_name_bytes_max, 'x');
  exposure.open.assign(evidence::open_ports_max, port);
  evidence::NeedAdmission need;
  need.rule.emplace().text = std::string(evidence::rule_text_bytes_max, 'x');
  exposure.needs.assign(evidence::needs_max, need);
  return exposure;
}

Rules fullest_rules() {
  const std::string name(evidence::rule_name_bytes_max, 'x');
  evidence::RuleFinding finding;
  finding.rule.family = finding.rule.table = finding.rule.chain = name;
  finding.rule.comment = finding.rule.owner = name;
  finding.rule.text = std::string(evidence::rule_text_bytes_max, 'x');
  Rules rules;
  rules.findings.assign(evidence::watched_packets_max, finding);
  return rules;
}

TEST(DecodeMessage, TakesBoundedMemoryForTheFullestMessagesOfAnAgent) {
  LookReceipts receipts;
  receipts.receipts.resize(evidence::looks_max);
  const Message messages[] = {
      fullest_evidence(),
      fullest_looked(),
      fullest_armed(),
      fullest_facts(),
      receipts,
      fullest_rules(),
      fullest_exposure()};
  for (const Message& message : messages) {
    SCOPED_TRACE(type_name(message));
    const Bytes body = encode_message(message);
    ASSERT_LE(body.size(), frame_body_bytes_max);
    const HeapMeter meter;
    const auto decoded = decode_message_of_agent(body);
    EXPECT_LE(meter.peak_bytes(), agent_message_bytes_max);
    ASSERT_TRUE(decoded);
    EXPECT_TRUE(*decoded == message);
  }
}

// An order of 500,000 paths would take more than any answer.
TEST(DecodeMessage, DoesNotReadWhatAnAgentDoesNotSend) {
  for (const Message& message :
       {Message(Hello{}),
        Message(Arm{}),
        Message(Probe{}),
        Message(LookOrder{}),
        Message(ExposureRequest{}),
        Message(RulesOrder{}),
        Message(Bye{})}) {
    SCOPED_TRACE(type_name(message));
    const Bytes body = encode_message(message);
    EXPECT_TRUE(decode_message(body));
    const auto decoded = decode_message_of_agent(body);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error(), make_error_code(Error::unexpected_message));
  }
}

// A run tells of many paths in few bytes; the limits of each message bound them.
TEST(DecodeMessage, TakesBoundedMemoryForRuns) {
  Evidence evidence;
  Probe probe;
  probe.nodes = rotation_nodes_max;
  probe.names = {"root.example"};
  for (std::uint32_t number = 0; number < evidence_paths_per_message; ++number) {
    evidence.part.dials.emplace_back().path.target = NodeId{number};
    evidence.part.sights.emplace_back().path.target = NodeId{number};
  }
  for (std::uint32_t number = 0; number < probe_paths_max; ++number) {
    PlannedPath& path = probe.paths.emplace_back();
    path.path = {
        FlowId{static_cast<std::uint16_t>(number >> 15)}, NodeId{0}, NodeId{number & 0x7fff}};
    path.port = 1;
    path.named = true;
  }
  probe.attempts = 4;
  testing_support::give_keys(probe);
  const Bytes told = encode_message(evidence);
  const Bytes order = encode_message(probe);
  EXPECT_LT(told.size(), 1'000U);
  {
    const HeapMeter meter;
    EXPECT_TRUE(decode_message(told).has_value());
    EXPECT_LE(meter.peak_bytes(), 4 * mib);
  }
  const HeapMeter meter;
  EXPECT_TRUE(decode_message(order).has_value());
  EXPECT_LE(meter.peak_bytes(), 64 * mib);
  probe.attempts = 5;
  EXPECT_FALSE(decode_message(encode_message(probe)).has_value()) << "more flows than an order may";
}

}  // namespace
}  // namespace oakprobe::wire
