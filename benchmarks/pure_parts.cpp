// What the parts without I/O cost, each by itself (Google Benchmark): scripts/benchmark pure.

#include "coordinator/check/evidence_collector.hpp"
#include "coordinator/check/finish_check.hpp"
#include "coordinator/diagnosis/judge.hpp"
#include "coordinator/report/report_format.hpp"
#include "inventory/parse_inventory.hpp"
#include "plans/cover.hpp"
#include "wire/datagram.hpp"
#include "wire/messages.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <malloc.h>
#include <optional>
#include <ostream>
#include <span>
#include <streambuf>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace oakprobe;
using namespace std::string_view_literals;

constexpr PathId path{FlowId{0}, NodeId{2}, NodeId{3}};

wire::Datagram probe() {
  wire::Datagram datagram;
  datagram.kind = wire::DatagramKind::probe;
  datagram.run = 7;
  datagram.path = path;
  datagram.size = wire::datagram_bytes_min;
  return datagram;
}

void encode_probe(benchmark::State& state) {
  const wire::DatagramCodec codec(NodeId{3}, wire::ProbeKey{});
  std::array<std::byte, wire::datagram_bytes_min> bytes{};
  wire::Datagram datagram = probe();
  for (auto _ : state) {
    ++datagram.attempt;
    codec.encode(datagram, bytes);
    benchmark::DoNotOptimize(bytes);
  }
}
BENCHMARK(encode_probe);

void decode_probe(benchmark::State& state) {
  const wire::DatagramCodec codec(NodeId{3}, wire::ProbeKey{});
  std::array<std::byte, wire::datagram_bytes_min> bytes{};
  codec.encode(probe(), bytes);
  for (auto _ : state) benchmark::DoNotOptimize(codec.decode(bytes));
}
BENCHMARK(decode_probe);

evidence::DialEvidence answered_dial() {
  evidence::DialEvidence dial;
  dial.path = path;
  dial.sent = dial.answered = evidence::AttemptSet(0b111);
  dial.round_trip = evidence::RoundTrip{200, 210, 300};
  return dial;
}

wire::Evidence full_part() {
  wire::Evidence part;
  for (std::uint32_t i = 0; i < wire::evidence_paths_per_message; ++i) {
    evidence::DialEvidence dial = answered_dial();
    dial.path.target = NodeId{i};
    part.part.dials.push_back(dial);
  }
  return part;
}

void decode_evidence(benchmark::State& state) {
  const std::vector<std::byte> bytes = wire::encode_message(full_part());
  for (auto _ : state) benchmark::DoNotOptimize(wire::decode_message(bytes));
  state.SetItemsProcessed(
      state.iterations() * static_cast<std::int64_t>(wire::evidence_paths_per_message)
  );
}
BENCHMARK(decode_evidence);

// A keepalive with nearly as many values as a message may hold, in a field that nobody knows.
void pass_over_unknown_values(benchmark::State& state) {
  constexpr std::uint32_t maps = 0x1e'8000;
  constexpr std::string_view begin = "\xa2\x64type\x69keepalive\x61x\x9a\x00\x1e\x80\x00"sv;
  const auto head = std::as_bytes(std::span(begin));
  std::vector<std::byte> bytes(head.begin(), head.end());
  bytes.resize(bytes.size() + maps, std::byte{0xa0});
  if (!wire::decode_message_of_agent(bytes)) state.SkipWithError("it is refused");
  for (auto _ : state) benchmark::DoNotOptimize(wire::decode_message_of_agent(bytes));
  state.SetItemsProcessed(state.iterations() * maps);
}
BENCHMARK(pass_over_unknown_values);

// What takes an agent's coordinator longest: an address for each size and each hop of each look.
void decode_fullest_looked(benchmark::State& state) {
  evidence::IcmpError icmp;
  icmp.from = *parse_ip_address("2001:db8:1111:2222:3333:4444:5555:6666");
  evidence::SizedProbe size;
  size.bytes = 1'500;
  size.icmp = icmp;
  evidence::LookEvidence look;
  look.sizes.assign(evidence::sizes_max, size);
  look.hops.assign(evidence::hops_max, {.limit = 1, .from = icmp.from, .is_end = false});
  wire::Looked looked;
  looked.looks.assign(evidence::looks_max, look);
  const std::vector<std::byte> bytes = wire::encode_message(looked);
  for (auto _ : state) benchmark::DoNotOptimize(wire::decode_message_of_agent(bytes));
}
BENCHMARK(decode_fullest_looked);

inventory::Inventory two_workers() {
  return *inventory::parse_inventory(
      "version: 1\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n"
      "  - {name: w1, address: 192.0.2.31, roles: [worker], cluster: edge}\n"
      "  - {name: w2, address: 192.0.2.32, roles: [worker], cluster: edge}\n"
  );
}

diagnosis::NodeObservation observed(const char* address) {
  diagnosis::NodeObservation node;
  node.agent = diagnosis::AgentState::reached;
  node.evidence_complete = true;
  node.facts.addresses = {*parse_ip_address(address)};
  return node;
}

// An open tunnel: all sent, received and answered, without taps.
void judge_open_path(benchmark::State& state) {
  const inventory::Inventory inventory = two_workers();
  const diagnosis::NodeObservation source = observed("192.0.2.31");
  const diagnosis::NodeObservation target = observed("192.0.2.32");
  const PathId tunnel{inventory.find_flow("worker-tunnel").value(), NodeId{2}, NodeId{3}};
  const evidence::DialEvidence dial = answered_dial();
  evidence::ReceiptEvidence receipt;
  receipt.delivered = receipt.answered = evidence::AttemptSet(0b111);
  receipt.observed_source = *parse_ip_address("192.0.2.31");
  evidence::ArmedPort listener;
  listener.port = {Protocol::udp, 50'103};
  listener.mode = evidence::ListenMode::stand_in;
  diagnosis::PathEvidence evidence;
  evidence.inventory = &inventory;
  evidence.path = *inventory::path_between(inventory, tunnel);
  evidence.source = &source;
  evidence.target = &target;
  evidence.listener = &listener;
  evidence.dial = &dial;
  evidence.receipt = &receipt;
  if (judge(evidence).status != diagnosis::Status::open) state.SkipWithError("it is not open");
  for (auto _ : state) benchmark::DoNotOptimize(judge(evidence));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(judge_open_path);

inventory::Inventory workers(std::uint32_t count) {
  std::string yaml =
      "version: 1\nnodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n";
  for (std::uint32_t i = 0; i < count; ++i)
    yaml += "  - {name: w" + std::to_string(i) + ", address: 10.1." + std::to_string(i / 250) +
            "." + std::to_string(i % 250 + 1) + ", roles: [worker], cluster: edge}\n";
  return *inventory::parse_inventory(yaml);
}

std::size_t heap_bytes() {
  const auto info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

// What each worker's agent would tell of a mesh in which all is well.
wire::Evidence told_by(NodeId node, FlowId flow, std::uint32_t nodes) {
  wire::Evidence all;
  for (std::uint32_t other = 2; other < nodes; ++other) {
    if (NodeId{other} == node) continue;
    evidence::DialEvidence& dial = all.part.dials.emplace_back(answered_dial());
    dial.path = {flow, node, NodeId{other}};
    dial.round_trip = evidence::RoundTrip{other, 2 * other, 3 * other};
    evidence::ReceiptEvidence& receipt = all.part.receipts.emplace_back();
    receipt.path = {flow, NodeId{other}, node};
    receipt.delivered = receipt.answered = evidence::AttemptSet(0b111);
    receipt.observed_port = 40'000;
    receipt.as_told = true;
  }
  return all;
}

// The coordinator's part of a full mesh, from the expected paths to the verdicts, and the memory
// that it takes at the end.
void judge_mesh(benchmark::State& state) {
  const auto nodes = static_cast<std::uint32_t>(state.range(0)) + 2;
  for (auto _ : state) {
    diagnosis::FinishedCheck check = check::begin_check(workers(nodes - 2));
    inventory::PathSelection tunnels;
    tunnels.flows = {check.inventory.find_flow("worker-tunnel").value()};
    std::vector<std::optional<IpAddress>> told;
    for (diagnosis::FinishedNode& node : check.nodes) {
      node.observation = observed(node.address.text().c_str());
      node.observation.armed.resize(1);
      node.observation.armed[0].port = {Protocol::udp, 50'103};
      node.observation.armed[0].mode = evidence::ListenMode::stand_in;
      told.push_back(node.address.ip());
    }
    const std::size_t before = heap_bytes();
    check.paths.reserve(std::size_t{nodes - 2} * (nodes - 3));
    inventory::for_each_path(check.inventory, tunnels, [&](const inventory::ExpectedPath& one) {
      check::add_path(check, check::dialled_path(check.inventory, one, {}));
    });
    check::EvidenceCollector collector(check, 3, std::move(told));
    for (std::uint32_t node = 2; node < nodes; ++node) {
      const auto wrong =
          collector.accept(NodeId{node}, told_by(NodeId{node}, tunnels.flows.front(), nodes));
      if (!wrong.empty()) state.SkipWithError(wrong.c_str());
    }
    check::judge_paths(check, check::ProbedRounds(nodes, 1));
    if (check.summary.open != check.paths.size()) state.SkipWithError("not all are open");
    const auto paths = static_cast<double>(check.paths.size());
    state.counters["MB"] = static_cast<double>(heap_bytes() - before) / 1e6;
    state.counters["bytes_a_path"] = static_cast<double>(heap_bytes() - before) / paths;
    state.SetItemsProcessed(state.items_processed() + static_cast<std::int64_t>(paths));
  }
}
BENCHMARK(judge_mesh)->Arg(1'000)->Arg(3'163)->Iterations(1)->Unit(benchmark::kMillisecond);

class Nowhere : public std::streambuf {
 protected:
  std::streamsize xsputn(const char*, std::streamsize count) override { return count; }
  int overflow(int c) override { return c; }
};

void write_json_report(benchmark::State& state) {
  diagnosis::FinishedCheck check;
  check.inventory = two_workers();
  check.nodes.resize(check.inventory.nodes.size());
  constexpr std::size_t paths = 1'000;
  for (std::size_t i = 0; i < paths; ++i) {
    diagnosis::FinishedPath one;
    one.id = path;
    one.address = inventory::Address("192.0.2.32");
    one.dial = answered_dial();
    one.verdict.edit().status = diagnosis::Status::open;
    check.paths.add(one);
  }
  Nowhere nowhere;
  std::ostream out(&nowhere);
  for (auto _ : state) report::write_json(check, out);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(paths));
}
BENCHMARK(write_json_report);

void cover_of_10000(benchmark::State& state) {
  plans::MeshGroups groups;
  groups.clusters = 20;
  groups.networks = 100;
  for (std::uint32_t at = 0; at < 10'000; ++at) {
    groups.cluster.push_back(at % groups.clusters);
    groups.network.push_back(at % groups.networks);
  }
  for (auto _ : state) benchmark::DoNotOptimize(plans::cover(groups, {}));
}
BENCHMARK(cover_of_10000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
