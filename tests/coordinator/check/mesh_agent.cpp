// An agent of a fleet in which everything works: mesh_agent INVENTORY [WORD...]. It dials nothing;
// what both ends of a path would tell follows from the inventory. The words:
//   one-stack  it is on the one machine, in the one network, on which all are that say so
//   lies       it lies in all that an agent is asked, about itself and about the others
#include "inventory/expected_path.hpp"
#include "inventory/parse_inventory.hpp"
#include "tests/support/agent_stream.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <set>
#include <string>

namespace {

using namespace oakprobe;
using testing_support::put;

inventory::Inventory the_inventory;
bool one_stack = false;
bool lies = false;
NodeId me{};

constexpr unsigned attempts = 3;
constexpr evidence::AttemptSet all_attempts((1U << attempts) - 1);

IpAddress address_of(NodeId node) { return the_inventory.node(node).address.ip().value(); }

MacAddress link_address_of(NodeId node) {
  return {2, 0, 0, 0, 0, static_cast<std::uint8_t>(index_of(node))};
}

template <class Visit>
void for_each_other(const Visit& visit) {
  for (std::uint32_t node = 0; node < the_inventory.nodes.size(); ++node)
    if (NodeId{node} != me) visit(NodeId{node});
}

// A worker, and not this one.
NodeId victim() { return the_inventory.find_node("w1").value(); }

evidence::Facts facts() {
  evidence::Facts facts;
  const NodeId who = lies ? victim() : me;
  const std::uint64_t number = index_of(who) + 1;
  facts.host_name = the_inventory.node(who).name + "-host";
  facts.boot_id = one_stack ? "the machine" : the_inventory.node(who).name + "-boot";
  facts.uts_namespace = 100 + number;
  facts.network_namespace = one_stack ? 1 : 200 + number;
  facts.addresses = {address_of(me)};
  facts.outbound_address = address_of(who);
  if (!lies) return facts;
  for_each_other([&](NodeId other) {
    facts.addresses.push_back(address_of(other));
    facts.names_of_itself.push_back({1, address_of(me), the_inventory.node(other).address.text()});
  });
  facts.netcfg.state = oakestra::FileState::sound;
  facts.netcfg.public_address = address_of(who).to_string();
  facts.netcfg.public_port = "1";
  facts.tables.neighbours_max = facts.tables.conntrack_max = 0;
  facts.tables.on_link = {*parse_ip_prefix("0.0.0.0/0")};
  facts.xdp_interfaces = {"eth0"};
  return facts;
}

wire::Welcome welcome() {
  wire::Welcome welcome;
  welcome.oakprobe = "9.9";
  welcome.net_raw = true;
  welcome.network_namespace = facts().network_namespace;
  return welcome;
}

wire::Armed armed(const wire::Arm& arm) {
  wire::Armed armed;
  for (const wire::ArmPort& port : arm.ports) {
    evidence::ArmedPort& one = armed.ports.emplace_back();
    one.port = port.port;
    one.mode = port.stand_in ? evidence::ListenMode::stand_in : evidence::ListenMode::none;
    // Every other one of the liar's is somebody's.
    if (!lies || armed.ports.size() % 2 == 0) continue;
    one.mode = evidence::ListenMode::live;
    one.process = "NetManager";
    one.address = address_of(victim()).to_string();
  }
  return armed;
}

// What a SYN says of itself: the source and its target tell the same.
std::uint16_t local_port_of(const PathId& path, unsigned attempt) {
  const auto path_number = index_of(path.flow) * 16U + index_of(path.target);
  return static_cast<std::uint16_t>(20'000U + path_number * attempts + attempt);
}

std::uint32_t sequence_of(const PathId& path, unsigned attempt) {
  return index_of(path.source) << 16U | local_port_of(path, attempt);
}

evidence::OwnHandshake own_handshake(const PathId& path, unsigned attempt) {
  evidence::OwnHandshake own;
  own.path = path;
  own.attempt = static_cast<std::uint8_t>(attempt);
  own.local_port = local_port_of(path, attempt);
  own.left = own.answer_reached = own.answer_admitted = true;
  PathId claimed = path;
  if (lies) claimed.source = victim();
  own.sequence = sequence_of(claimed, attempt);
  own.answer_sequence = ~own.sequence;
  return own;
}

evidence::SeenHandshake seen_handshake(const PathId& path, std::uint16_t port, unsigned attempt) {
  evidence::SeenHandshake seen;
  seen.port = port;
  seen.from = address_of(path.source);
  seen.from_port = local_port_of(path, attempt);
  seen.sequence = sequence_of(path, attempt);
  seen.answer_sequence = ~seen.sequence;
  for (const evidence::Sight sight :
       {evidence::Sight::reached,
        evidence::Sight::past_ingress,
        evidence::Sight::admitted,
        evidence::Sight::answer_made,
        evidence::Sight::answer_left})
    seen.insert(sight);
  return seen;
}

evidence::ReceiptEvidence receipt_of(const PathId& path) {
  evidence::ReceiptEvidence receipt;
  receipt.path = path;
  receipt.delivered = receipt.answered = all_attempts;
  receipt.observed_source = address_of(path.source);
  receipt.observed_port = local_port_of(path, 0);
  return receipt;
}

// As a source.
void tell_dials(const wire::Probe& plan, evidence::NodeEvidence& evidence) {
  for (const wire::PlannedPath& planned : plan.paths) {
    evidence::DialEvidence& dial = evidence.dials.emplace_back();
    dial.path = planned.path;
    dial.sent = all_attempts;
    const bool tcp = planned.protocol == Protocol::tcp;
    if (tcp) dial.connected = all_attempts;
    if (!tcp || planned.mode == evidence::DialMode::exchange) dial.answered = all_attempts;
    if (!tcp) {
      evidence::PathSights& sights = evidence.sights.emplace_back();
      sights.path = planned.path;
      for (const evidence::Sight sight :
           {evidence::Sight::left,
            evidence::Sight::answer_reached,
            evidence::Sight::answer_admitted})
        sights[sight] = all_attempts;
      continue;
    }
    for (unsigned attempt = 0; attempt < attempts; ++attempt)
      evidence.own_handshakes.push_back(own_handshake(planned.path, attempt));
  }
}

// As a target; the paths that lead here.
std::set<PathId> tell_receipts(evidence::NodeEvidence& evidence) {
  std::set<PathId> here;
  inventory::for_each_path(the_inventory, {}, [&](const inventory::ExpectedPath& path) {
    if (path.id.target != me) return;
    here.insert(path.id);
    evidence.receipts.push_back(receipt_of(path.id));
    if (the_inventory.flow(path.id.flow).protocol == Protocol::udp) return;
    for (unsigned attempt = 0; attempt < attempts; ++attempt)
      evidence.seen_handshakes.push_back(seen_handshake(path.id, path.port, attempt));
  });
  return here;
}

// Of probes that nobody planned, from everybody.
void tell_unplanned(const std::set<PathId>& planned, evidence::NodeEvidence& evidence) {
  for (std::uint16_t flow = 0; flow < the_inventory.flows.size(); ++flow) {
    for_each_other([&](NodeId other) {
      const PathId path{FlowId{flow}, other, me};
      if (planned.contains(path)) return;
      evidence.receipts.push_back(receipt_of(path));
      evidence::PathSights& sights = evidence.sights.emplace_back();
      sights.path = path;
      sights.attempts.fill(all_attempts);
    });
  }
}

void tell_counters(evidence::KernelCounters& counters) {
  constexpr std::uint64_t many = 1'000'000;
  counters.reverse_path_filtered = counters.listen_overflows = counters.udp_receive_overflows =
      counters.neighbour_table_full = counters.conntrack_full = counters.softnet_dropped =
          counters.udp_checksum_errors = counters.tcp_checksum_errors = many;
  counters.owner_drops = counters.accepts_failed = many;
  for (std::size_t at = 0; at < evidence::loss_counter_count; ++at)
    counters.others.push_back({static_cast<evidence::LossCounter>(at), many, "eth0"});
}

// That nothing leads anywhere, and nobody is who he says.
void tell_of_others(evidence::NodeEvidence& evidence) {
  evidence.inner_devices.emplace_back().name = "eth0";
  for_each_other([&](NodeId other) {
    const IpAddress address = address_of(other);
    evidence.link_addresses.push_back(link_address_of(other));
    evidence.link_neighbours.push_back({address, link_address_of(me)});
    evidence.dead_hops.push_back({address, address, "eth0", false});
    evidence.own_questions.push_back({address, false});
    evidence.no_route_to.push_back(address);
    evidence.policy_routed.push_back(address);
    evidence.ways.push_back({address, 0, std::nullopt});
    evidence.strangers.push_back({{Protocol::udp, 50'103}, address, 1'000'000});
    for (std::uint32_t about = 0; about < the_inventory.nodes.size(); ++about)
      evidence.unanswered_neighbours.push_back({address, address_of(NodeId{about}), true, true});
    for (const auto& node : the_inventory.nodes)
      if (!node.cluster.empty())
        evidence.clusters.push_back({node.cluster, "203.0.113.9", 9, true});
  });
  evidence.ipsec = true;
}

wire::Evidence told(const wire::Probe& plan, bool taps) {
  wire::Evidence message;
  tell_dials(plan, message.part);
  const std::set<PathId> here = tell_receipts(message.part);
  const auto state = taps ? evidence::TapState::trusted : evidence::TapState::absent;
  message.part.taps = {state, state, state};
  if (!lies) return message;
  tell_unplanned(here, message.part);
  tell_counters(message.part.counters);
  tell_of_others(message.part);
  return message;
}

class MeshAgent {
 public:
  void take(const wire::Message& message) {
    if (const auto* hello = std::get_if<wire::Hello>(&message)) {
      me = hello->node;
      return put(welcome());
    }
    if (std::holds_alternative<wire::FactsRequest>(message)) return put(facts());
    if (const auto* arm = std::get_if<wire::Arm>(&message)) {
      taps_ = arm->taps;
      return put(armed(*arm));
    }
    if (const auto* probe = std::get_if<wire::Probe>(&message)) {
      plan_ = *probe;
      return put(wire::Probed());
    }
    if (std::holds_alternative<wire::EvidenceRequest>(message)) return put(told(plan_, taps_));
    if (const auto* order = std::get_if<wire::LookOrder>(&message)) return put(looked(*order));
    if (std::holds_alternative<wire::LookReceiptsRequest>(message))
      return put(wire::LookReceipts());
    if (std::holds_alternative<wire::Disarm>(message)) return put(wire::Disarmed());
    if (std::holds_alternative<wire::Bye>(message)) std::_Exit(0);
  }

 private:
  // Nothing passes, says the liar; nobody else is asked.
  static wire::Looked looked(const wire::LookOrder& order) {
    wire::Looked looked;
    for (const evidence::Look& look : order.looks) looked.looks.emplace_back().path = look.path;
    return looked;
  }

  wire::Probe plan_;
  bool taps_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  const std::set<std::string> words(argv + std::min(argc, 2), argv + argc);
  one_stack = words.contains("one-stack");
  lies = words.contains("lies");
  std::ifstream file(argc > 1 ? argv[1] : "");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  auto parsed = inventory::parse_inventory(text);
  if (!parsed) {
    std::cerr << "no inventory\n";
    return 2;
  }
  the_inventory = std::move(*parsed);
  MeshAgent agent;
  testing_support::speak([&](const wire::Message& message) { agent.take(message); });
}
