#include "coordinator/check/finish_check.hpp"
#include "coordinator/telling/tell.hpp"
#include "tests/coordinator/check/small_deployment.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <functional>
#include <map>

// One node lies in what it tells of itself and of the others. docs/trust.md says what each fact may
// decide; here every path of a fleet is judged with the lie and without it.
namespace oakprobe::check {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;
using diagnosis::NodeObservation;
using evidence::ListenMode;
using evidence::Sight;
using evidence::TapState;

constexpr NodeId victim{2};  // w1
constexpr NodeId liar{4};    // w3
constexpr std::uint32_t node_count = 6;
constexpr evidence::AttemptSet all_attempts(0b111);

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

void tell_questions_in_vain(NodeObservation& node) {
  for (evidence::OwnQuestion& one : node.own_questions) one.answered = false;
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

// Whose verdicts a lie may change.
enum class Reach { nobodys, those_with_the_victim, those_to_the_liar, the_liars };

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

struct Lie {
  std::string name;
  Reach reach;
  std::function<void(NodeObservation&)> tell;
};

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

void tell_all_addresses(NodeObservation& node) {
  for (const NodeId other : all_but(liar)) node.facts.addresses.push_back(address_of(other));
}

void tell_counters(NodeObservation& node) {
  constexpr std::uint64_t many = 1'000'000;
  evidence::KernelCounters& counters = node.counters;
  for (auto* one :
       {&counters.reverse_path_filtered,
        &counters.listen_overflows,
        &counters.udp_receive_overflows,
        &counters.neighbour_table_full,
        &counters.conntrack_full,
        &counters.softnet_dropped,
        &counters.udp_checksum_errors,
        &counters.tcp_checksum_errors})
    *one = many;
  counters.owner_drops = many;
  counters.owner_drops_ms = 1'000;
  counters.accepts_failed = many;
  for (std::size_t at = 0; at < evidence::loss_counter_count; ++at)
    counters.others.push_back({static_cast<evidence::LossCounter>(at), many, "eth0"});
}

void tell_dead_hops(NodeObservation& node) {
  for (const NodeId other : all_but(liar))
    node.dead_hops.push_back({address_of(other), address_of(other), "eth0", false});
}

// Everybody asks for everybody, whoever that is, and nobody answers.
void tell_unanswered(NodeObservation& node) {
  for (std::uint32_t asker = 0; asker < node_count; ++asker)
    for (const NodeId about : all_but(NodeId{asker}))
      node.unanswered_neighbours.push_back(
          {address_of(NodeId{asker}), address_of(about), true, true}
      );
}

void tell_foreign_neighbours(NodeObservation& node) {
  for (evidence::LinkNeighbour& one : node.link_neighbours)
    one.link_address = link_address_of(liar);
}

void tell_victims_machine(NodeObservation& node) {
  node.facts.boot_id = honest(victim).facts.boot_id;
  node.facts.network_namespace = honest(victim).facts.network_namespace;
}

TEST(Liars, InWhichMachineTheyAreSpoilOnlyTheWaysBetweenTheTwo) {
  spoil_only_their_own({
      {"on the victim's machine, in its network",
       Reach::those_with_the_victim,
       tell_victims_machine},
      {"so, with its addresses, which decide without a namespace",
       Reach::the_liars,
       [](NodeObservation& node) {
         tell_victims_machine(node);
         node.facts.network_namespace = 0;
         node.facts.addresses = honest(victim).facts.addresses;
       }},
      {"and with its names",
       Reach::those_with_the_victim,
       [](NodeObservation& node) {
         tell_victims_machine(node);
         node.facts.host_name = honest(victim).facts.host_name;
         node.facts.uts_namespace = honest(victim).facts.uts_namespace;
       }},
      {"on a machine without a name, at everybody's addresses",
       Reach::the_liars,
       [](NodeObservation& node) {
         node.facts.boot_id.clear();
         node.facts.network_namespace = 0;
         tell_all_addresses(node);
       }},
  });
}

TEST(Liars, InWhoOwnsTheirPortsSpoilOnlyTheWaysToThem) {
  std::vector<Lie> lies;
  for (const ListenMode mode :
       {ListenMode::none,
        ListenMode::live,
        ListenMode::not_running,
        ListenMode::used_as_source,
        ListenMode::failed}) {
    for (const char* process : {"NetManager", "oakprobe-agent"})
      lies.push_back(
          {"mode " + std::to_string(static_cast<int>(mode)) + ", " + process,
           Reach::those_to_the_liar,
           [mode, process](NodeObservation& node) {
             for (evidence::ArmedPort& port : node.armed) {
               port.mode = mode;
               port.process = process;
               port.pid = 1;
               port.error = EADDRINUSE;
               port.address = "192.0.2.3";
             }
           }}
      );
  }
  lies.push_back({"no port", Reach::those_to_the_liar, [](NodeObservation& node) {
                    node.armed.clear();
                  }});
  spoil_only_their_own(lies);
}

TEST(Liars, InTheirKernelsCountersSpoilOnlyTheirOwn) {
  spoil_only_their_own({{"all of them rose", Reach::the_liars, tell_counters}});
}

TEST(Liars, InTheirLinksAndNeighboursSpoilOnlyTheirOwn) {
  spoil_only_their_own({
      {"the victim's link-layer address is its own",
       Reach::those_to_the_liar,
       [](NodeObservation& node) { node.link_addresses = {link_address_of(victim)}; }},
      {"another machine has the victim's address",
       Reach::those_with_the_victim,
       [](NodeObservation& node) {
         for (evidence::LinkNeighbour& one : node.link_neighbours)
           if (one.address == address_of(victim)) one.link_address = link_address_of(liar);
       }},
      {"and everybody's", Reach::the_liars, tell_foreign_neighbours},
      {"the victim is dead",
       Reach::those_with_the_victim,
       [](NodeObservation& node) {
         node.dead_hops = {{address_of(victim), address_of(victim), "eth0", true}};
       }},
      {"everybody is dead", Reach::the_liars, tell_dead_hops},
      {"the victim asks for the liar in vain, who may so keep still for others, too",
       Reach::those_to_the_liar,
       [](NodeObservation& node) {
         node.unanswered_neighbours = {{address_of(victim), address_of(liar), true, true}};
       }},
      {"the others ask for each other in vain",
       Reach::nobodys,
       [](NodeObservation& node) {
         tell_unanswered(node);
         std::erase_if(node.unanswered_neighbours, [](const evidence::UnansweredNeighbour& one) {
           return one.about == address_of(liar) || one.asker == address_of(liar);
         });
       }},
      {"everybody asks for everybody in vain", Reach::the_liars, tell_unanswered},
      {"it asked for everybody in vain", Reach::the_liars, tell_questions_in_vain},
      {"it asked for nobody",
       Reach::the_liars,
       [](NodeObservation& node) { node.own_questions.clear(); }},
      {"it has no way to anybody",
       Reach::those_to_the_liar,
       [](NodeObservation& node) {
         for (const NodeId other : all_but(liar)) node.no_route_to.push_back(address_of(other));
       }},
  });
}

TEST(Liars, InAllAtOnceSpoilOnlyTheirOwn) {
  spoil_only_their_own({{"all", Reach::the_liars, [](NodeObservation& node) {
                           tell_victims_machine(node);
                           node.facts.host_name = honest(victim).facts.host_name;
                           tell_all_addresses(node);
                           node.facts.outbound_address = address_of(victim);
                           tell_counters(node);
                           tell_dead_hops(node);
                           tell_unanswered(node);
                           tell_questions_in_vain(node);
                           tell_foreign_neighbours(node);
                           for (const NodeId other : all_but(liar)) {
                             node.link_addresses.push_back(link_address_of(other));
                             node.no_route_to.push_back(address_of(other));
                             node.policy_routed.push_back(address_of(other));
                             node.strangers.push_back({{}, address_of(other), 1'000});
                           }
                           node.ipsec = true;
                           node.neighbours_overflowed = true;
                           node.taps = {};
                           node.armed.clear();
                           node.clusters = {{"edge", "203.0.113.9", 1}};
                         }}});
}

}  // namespace
}  // namespace oakprobe::check
