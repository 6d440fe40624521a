#include "lies.hpp"

#include <gtest/gtest.h>

#include <cerrno>

// One node lies in what it tells of itself and of the others. docs/trust.md says what each fact may
// decide; here every path of a fleet is judged with the lie and without it.
namespace oakprobe::check {
namespace {

using diagnosis::NodeObservation;
using evidence::ListenMode;

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
