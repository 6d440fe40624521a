#include "lies.hpp"

#include "coordinator/check/finish_check.hpp"
#include "coordinator/telling/tell.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <map>
#include <utility>

namespace oakprobe::check {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using diagnosis::NodeObservation;
using evidence::ListenMode;
using evidence::Sight;
using evidence::TapState;

constexpr evidence::AttemptSet all_attempts(0b111);

inventory::Inventory fleet() {
  return read_inventory(
      "version: 1\n"
      "oakestra: v0.4.411\n"
      "nodes:\n"
      "  - {name: root, address: 192.0.2.1, roles: [root]}\n"
      "  - {name: edge, address: 192.0.2.2, roles: [cluster], cluster: edge}\n"
      "  - {name: w1, address: 192.0.2.3, roles: [worker], cluster: edge}\n"
      "  - {name: w2, address: 192.0.2.4, roles: [worker], cluster: edge}\n"
      "  - {name: w3, address: 192.0.2.5, roles: [worker], cluster: edge}\n"
      "  - {name: office, address: 192.0.2.6, roles: [client]}\n"
  );
}

// What happens to every probe: a fact that is of no account in one of these is of account in
// another.
enum class World { open, silent, untapped, unanswered, unheard, no_neighbour };

void saw(FinishedPath& path, std::initializer_list<Sight> sights) {
  for (const Sight sight : sights) path.sights.edit()[sight] = all_attempts;
}

void receive(FinishedPath& path, evidence::AttemptSet answered) {
  evidence::ReceiptEvidence& receipt = path.receipt.emplace();
  receipt.delivered = all_attempts;
  receipt.answered = answered;
  receipt.observed_source = address_of(path.id.source);
  path.observed_port = 40'000;
  saw(path, {Sight::left, Sight::reached, Sight::past_ingress, Sight::admitted});
}

void fail(FinishedPath& path, bool udp) {
  for (std::uint8_t attempt = 0; attempt < 3; ++attempt) {
    evidence::DialFailure& failure = path.dial.edit().failures.emplace_back();
    failure.attempt = attempt;
    failure.stage = udp ? evidence::DialStage::reply : evidence::DialStage::connect;
    failure.error = EHOSTUNREACH;
    failure.icmp = evidence::IcmpError{3, 1, address_of(path.id.source), 0};
  }
}

void happen(World world, bool udp, FinishedPath& path) {
  evidence::DialEvidence& dial = path.dial.emplace();
  dial.sent = all_attempts;
  path.arrivals_certain = all_attempts;
  switch (world) {
    case World::open:
      dial.answered = all_attempts;
      if (!udp) dial.connected = all_attempts;
      return receive(path, all_attempts);
    case World::silent:
      return saw(path, {Sight::left});
    case World::untapped:
      return;
    case World::unanswered:
      if (udp) return receive(path, all_attempts);
      return saw(
          path,
          {Sight::left, Sight::reached, Sight::past_ingress, Sight::admitted, Sight::answer_made}
      );
    case World::unheard:
    case World::no_neighbour:
      return fail(path, udp);
  }
}

FinishedCheck seen_in(World world) {
  FinishedCheck check = check_of(fleet());
  for (std::uint32_t node = 0; node < node_count; ++node) {
    NodeObservation& seen = check.nodes[node].observation;
    seen = honest(NodeId{node});
    if (world == World::untapped) seen.taps = {};
    if (world == World::no_neighbour) tell_questions_in_vain(seen);
  }
  std::map<std::pair<NodeId, ListenPort>, evidence::ArmedPort> armed;
  for (std::size_t at = 0; at < check.paths.size(); ++at) {
    auto path = check.paths.edit(at);
    const Protocol protocol = check.inventory.flow(path->id.flow).protocol;
    happen(world, protocol == Protocol::udp, *path);
    const ListenPort port{protocol, path->listen_port};
    evidence::ArmedPort& one = armed[{path->id.target, port}];
    one.port = port;
    one.mode = ListenMode::stand_in;
  }
  for (const auto& [key, port] : armed)
    check.nodes[index_of(key.first)].observation.armed.push_back(port);
  return check;
}

bool is_within(Reach reach, const PathId& path) {
  const bool to = path.target == liar;
  const bool from = path.source == liar;
  switch (reach) {
    case Reach::nobodys:
      return false;
    case Reach::those_with_the_victim:
      return (to && path.source == victim) || (from && path.target == victim);
    case Reach::those_to_the_liar:
      return to;
    case Reach::the_liars:
      return to || from;
  }
  return false;
}

// Judges with the lie and without it; how many verdicts, or what is told of them, it changed.
std::size_t compare(World world, const Lie& lie) {
  FinishedCheck truth = seen_in(world);
  FinishedCheck lied_to = seen_in(world);
  lie.tell(lied_to.nodes[index_of(liar)].observation);
  const ProbedRounds probed(node_count, 1);
  judge_paths(truth, probed);
  judge_paths(lied_to, probed);
  std::size_t changed = 0;
  for (std::size_t at = 0; at < truth.paths.size(); ++at) {
    const FinishedPath before = truth.paths[at];
    const FinishedPath after = lied_to.paths[at];
    const telling::Told told = telling::tell(truth, before);
    const telling::Told told_with_lie = telling::tell(lied_to, after);
    const bool same_words = told.message == told_with_lie.message && told.fix == told_with_lie.fix;
    if (*before.verdict == *after.verdict && same_words) continue;
    ++changed;
    const auto& inventory = truth.inventory;
    EXPECT_TRUE(is_within(lie.reach, before.id))
        << inventory.flow(before.id.flow).id << ' ' << inventory.node(before.id.source).name
        << " > " << inventory.node(before.id.target).name << ": " << told.message << " | "
        << told_with_lie.message;
  }
  return changed;
}

}  // namespace

IpAddress address_of(NodeId node) {
  return *parse_ip_address("192.0.2." + std::to_string(index_of(node) + 1));
}

MacAddress link_address_of(NodeId node) {
  return {2, 0, 0, 0, 0, static_cast<std::uint8_t>(index_of(node) + 1)};
}

std::vector<NodeId> all_but(NodeId left_out) {
  std::vector<NodeId> nodes;
  for (std::uint32_t node = 0; node < node_count; ++node)
    if (NodeId{node} != left_out) nodes.push_back(NodeId{node});
  return nodes;
}

// A machine of its own on the one link that all share; its taps see everything.
NodeObservation honest(NodeId node) {
  NodeObservation seen;
  const std::uint32_t number = index_of(node) + 1;
  seen.agent = diagnosis::AgentState::reached;
  seen.evidence_complete = true;
  seen.facts.host_name = "host" + std::to_string(number);
  seen.facts.boot_id = "boot" + std::to_string(number);
  seen.facts.uts_namespace = 100 + number;
  seen.facts.network_namespace = 200 + number;
  seen.facts.addresses = {address_of(node)};
  seen.facts.outbound_address = address_of(node);
  seen.taps = {TapState::trusted, TapState::trusted, TapState::trusted};
  seen.link_addresses = {link_address_of(node)};
  for (const NodeId other : all_but(node)) {
    seen.link_neighbours.push_back({address_of(other), link_address_of(other)});
    seen.own_questions.push_back({address_of(other), true});
  }
  return seen;
}

void tell_questions_in_vain(NodeObservation& node) {
  for (evidence::OwnQuestion& one : node.own_questions) one.answered = false;
}

void spoil_only_their_own(const std::vector<Lie>& lies) {
  for (const Lie& lie : lies) {
    SCOPED_TRACE(lie.name);
    std::size_t changed = 0;
    for (const World world :
         {World::open,
          World::silent,
          World::untapped,
          World::unanswered,
          World::unheard,
          World::no_neighbour}) {
      SCOPED_TRACE("world " + std::to_string(static_cast<int>(world)));
      changed += compare(world, lie);
    }
    // Else the table would prove nothing: the fact decides something somewhere.
    EXPECT_EQ(changed > 0, lie.reach != Reach::nobodys);
  }
}

}  // namespace oakprobe::check
