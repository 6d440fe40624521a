#include "journey_cases.hpp"

#include <gtest/gtest.h>

#include <cerrno>

// The rows of docs/verdicts.md that taps at both ends can tell apart, beyond the plain ones that
// journey_test.cpp goes through.
namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Mode = evidence::ListenMode;
using Sight = evidence::Sight;
using Stage = evidence::DialStage;
constexpr std::nullopt_t no_cause = std::nullopt;

TEST(JourneyVerdicts, OfAWrongChecksum) {
  check_rows(
      admitted(PathCase::udp()),
      {
          {"the target's tap saw it",
           [](PathCase& c) { c.saw({Sight::corrupted}); },
           Status::blocked,
           Cause::dropped,
           {source_host, network}},
          {"only the host's counter tells",
           [](PathCase& c) { c.target.counters.udp_checksum_errors = 3; },
           Status::blocked,
           Cause::dropped,
           {source_host, network, target_host}},
          {"fewer than our probes were thrown away",
           [](PathCase& c) { c.target.counters.udp_checksum_errors = 2; },
           Status::blocked,
           Cause::refused,
           {target_host}},
      }
  );
  check_rows(
      arrived(PathCase::tcp()),
      {
          {"a SYN",
           [](PathCase& c) { c.saw({Sight::corrupted}); },
           Status::blocked,
           Cause::dropped,
           {source_host, network}},
      }
  );
}

TEST(JourneyVerdicts, OfWhatNeverLeft) {
  check_rows(
      PathCase::udp().tapped(),
      {
          {"the source's own filter",
           [](PathCase&) {},
           Status::blocked,
           Cause::dropped,
           {source_firewall}},
          {"nobody answers at the next hop",
           [](PathCase& c) {
             c.source.dead_hops = {{ip("192.0.2.33"), ip("192.0.2.33"), "eth0", true}};
             c.source.own_questions = {{ip("192.0.2.33"), false}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {source_host, network}},
          {"the next hop is the target, which was asked and kept still",
           [](PathCase& c) {
             c.source.dead_hops = {{ip("192.0.2.33"), ip("192.0.2.33"), "eth0", true}};
             c.target.unanswered_neighbours = {{ip("192.0.2.31"), ip("192.0.2.33"), true, true}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {target_host}},
          {"the neighbour table is full",
           [](PathCase& c) { c.source.counters.neighbour_table_full = 5; },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"the connection tracking table is full",
           [](PathCase& c) { c.source.counters.conntrack_full = 3; },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"IPsec may have disguised it",
           [](PathCase& c) { c.source.ipsec = true; },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network}},
      }
  );
}

TEST(JourneyVerdicts, OfWhatNeverArrived) {
  check_rows(
      PathCase::udp().tapped().saw({Sight::left}),
      {
          {"vanished", [](PathCase&) {}, Status::blocked, Cause::dropped, {network}},
          {"the target's backlog ran over",
           [](PathCase& c) { c.target.counters.softnet_dropped = 3; },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"it was seen leaving, whatever the source's tables",
           [](PathCase& c) { c.source.counters.neighbour_table_full = 3; },
           Status::blocked,
           Cause::dropped,
           {network}},
          {"a router says no",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 13, "192.0.2.1")));
           },
           Status::blocked,
           Cause::rejected,
           {network}},
          {"refused in the target's name",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::blocked,
           Cause::intercepted,
           {network},
           "w3 saw nothing come: another machine with its address",
           "ip neigh show 192.0.2.33 on w1"},
          {"so, and the source has another link-layer address for it than the target has",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
             c.target.link_addresses = {{2, 0, 0, 0, 0, 0x33}};
             c.source.link_neighbours = {{ip("192.0.2.33"), {2, 0, 0, 0, 0, 0x77}}};
           },
           Status::blocked,
           Cause::intercepted,
           {network},
           "on the link w1 sends it to 02:00:00:00:00:77, which no interface of w3 has "
           "(02:00:00:00:00:33)"},
          {"dropped, and so",
           [](PathCase& c) {
             c.target.link_addresses = {{2, 0, 0, 0, 0, 0x33}};
             c.source.link_neighbours = {{ip("192.0.2.33"), {2, 0, 0, 0, 0, 0x77}}};
           },
           Status::blocked,
           Cause::dropped,
           {network},
           "02:00:00:00:00:77"},
          {"refused by the router of a NAT",
           [](PathCase& c) {
             c.behind_nat();
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "198.51.100.7")));
           },
           Status::blocked,
           Cause::rejected,
           {network}},
      }
  );
}

TEST(JourneyVerdicts, OfWhatTheTargetDidNotLetIn) {
  check_rows(
      arrived(PathCase::udp()),
      {
          {"dropped", [](PathCase&) {}, Status::blocked, Cause::dropped, {target_firewall}},
          {"the connection tracking table was full",
           [](PathCase& c) { c.target.counters.conntrack_full = 3; },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"it arrived, whatever the backlog",
           [](PathCase& c) { c.target.counters.softnet_dropped = 9; },
           Status::blocked,
           Cause::dropped,
           {target_firewall}},
          {"rejected: the error left",
           [](PathCase& c) { c.saw({Sight::error_left}); },
           Status::blocked,
           Cause::rejected,
           {target_firewall}},
          {"rejected: the error came back",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::blocked,
           Cause::rejected,
           {target_firewall}},
          {"the reverse-path filter",
           [](PathCase& c) { c.target.counters.reverse_path_filtered = 3; },
           Status::blocked,
           Cause::reverse_path,
           {target_host}},
          {"others' packets fell to that filter",
           [](PathCase& c) { c.target.counters.reverse_path_filtered = 1; },
           Status::blocked,
           Cause::dropped,
           {target_firewall}},
          {"for an address that is not the target's",
           [](PathCase& c) { c.saw({Sight::foreign_address}); },
           Status::blocked,
           Cause::refused,
           {target_host}},
          {"for another link-layer address",
           [](PathCase& c) {
             c.saw({Sight::misdelivered});
             (*c.sights)[Sight::reached] = {};
             (*c.sights)[Sight::past_ingress] = {};
           },
           Status::blocked,
           Cause::dropped,
           {network},
           "another machine's link-layer address"},
          {"a bridge's port had it for another link-layer address, and the bridge took it",
           [](PathCase& c) { c.saw({Sight::misdelivered}); },
           Status::blocked,
           Cause::dropped,
           {target_firewall}},
          {"before the host's own filters",
           [](PathCase& c) { (*c.sights)[Sight::past_ingress] = {}; },
           Status::blocked,
           Cause::dropped,
           {target_firewall}},
      }
  );
}

TEST(JourneyVerdicts, OfLiveTunnels) {
  PathCase live = admitted(PathCase::udp());
  live.listen_mode(Mode::live).listener->process = "NetManager";
  check_rows(
      live,
      {
          {"a socket took it",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {}},
          {"no socket takes that address",
           [](PathCase&) {},
           Status::blocked,
           Cause::refused,
           {target_host}},
          {"refused, while another socket's buffer ran over",
           [](PathCase& c) {
             c.target.counters.udp_receive_overflows = 4;
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::blocked,
           Cause::refused,
           {target_host}},
          {"the owner's buffer ran over",
           [](PathCase& c) { c.target.counters.udp_receive_overflows = 4; },
           Status::unknown,
           Cause::local_limit,
           {}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
