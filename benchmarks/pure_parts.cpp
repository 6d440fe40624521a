// What the parts without I/O cost, each by itself (Google Benchmark): scripts/benchmark pure.

#include "coordinator/diagnosis/judge.hpp"
#include "coordinator/report/json_report.hpp"
#include "inventory/parse_inventory.hpp"
#include "plans/cover.hpp"
#include "wire/datagram.hpp"
#include "wire/messages.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <ostream>
#include <streambuf>
#include <vector>

namespace {

using namespace oakprobe;

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
  const wire::DatagramCodec codec(wire::RunKey{});
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
  const wire::DatagramCodec codec(wire::RunKey{});
  std::array<std::byte, wire::datagram_bytes_min> bytes{};
  codec.encode(probe(), bytes);
  for (auto _ : state) benchmark::DoNotOptimize(codec.decode(bytes));
}
BENCHMARK(decode_probe);

wire::DialEvidence answered_dial() {
  wire::DialEvidence dial;
  dial.path = path;
  dial.sent = dial.answered = wire::AttemptSet(0b111);
  dial.round_trip = wire::RoundTrip{200, 210, 300};
  return dial;
}

wire::Evidence full_part() {
  wire::Evidence part;
  for (std::uint32_t i = 0; i < wire::evidence_paths_per_message; ++i) {
    wire::DialEvidence dial = answered_dial();
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
  const wire::DialEvidence dial = answered_dial();
  wire::ReceiptEvidence receipt;
  receipt.delivered = receipt.answered = wire::AttemptSet(0b111);
  receipt.observed_source = *parse_ip_address("192.0.2.31");
  wire::ArmedPort listener;
  listener.port = {Protocol::udp, 50'103};
  listener.mode = wire::ListenMode::stand_in;
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
    one.address = std::string("192.0.2.32");
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
