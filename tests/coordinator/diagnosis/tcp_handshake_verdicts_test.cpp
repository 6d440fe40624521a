#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = evidence::DialStage;
constexpr std::nullopt_t no_cause = std::nullopt;

TEST(TcpVerdicts, TheHandshakeFailed) {
  const auto icmp_from = [](int error, int type, int code, const char* from) {
    return [=](PathCase& c) { c.fail_all(failure(Stage::connect, error, icmp(type, code, from))); };
  };
  const std::vector<Segment> reset_anywhere{source_firewall, network, target_firewall};
  check_rows(
      PathCase::tcp(),
      {
          {"reset",
           [](PathCase& c) { c.fail_all(failure(Stage::connect, ECONNREFUSED)); },
           Status::blocked,
           Cause::rejected,
           reset_anywhere,
           "reset w1's connection"},
          {"reset late",
           [](PathCase& c) { c.fail_all(failure(Stage::connect, ECONNRESET)); },
           Status::blocked,
           Cause::rejected,
           reset_anywhere},
          {"refused with ICMP from a router",
           icmp_from(ECONNREFUSED, 3, 3, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"refused with ICMP from the target",
           icmp_from(ECONNREFUSED, 3, 3, "192.0.2.33"),
           Status::blocked,
           Cause::rejected,
           {network, target_firewall}},
          {"refused with ICMP from the source itself",
           icmp_from(ECONNREFUSED, 3, 3, "192.0.2.31"),
           Status::blocked,
           Cause::rejected,
           {source_firewall},
           "own firewall rejects"},
          {"prohibited by a router",
           icmp_from(EHOSTUNREACH, 3, 13, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"a router finds no host",
           icmp_from(EHOSTUNREACH, 3, 1, "192.0.2.1"),
           Status::blocked,
           Cause::unreachable_host,
           {network}},
          {"nobody at the next hop",
           icmp_from(EHOSTUNREACH, 3, 1, "192.0.2.31"),
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host}},
          {"no route at once",
           [](PathCase& c) { c.fail_all(failure(Stage::send, ENETUNREACH)); },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"EPERM of a socket filter",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EPERM)); },
           Status::blocked,
           Cause::dropped,
           {source_firewall}},
          {"unreachable, and nobody tells who says so",
           [](PathCase& c) { c.fail_all(failure(Stage::connect, EHOSTUNREACH)); },
           Status::blocked,
           Cause::unreachable_host,
           {source_host, source_firewall, network, target_firewall, target_host}},
          {"net unreachable, and nobody tells who says so",
           [](PathCase& c) { c.fail_all(failure(Stage::connect, ENETUNREACH)); },
           Status::blocked,
           Cause::no_route,
           {source_host, source_firewall, network, target_firewall, target_host}},
          {"no ephemeral port left",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EADDRNOTAVAIL)); },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"reset behind a NAT",
           [](PathCase& c) {
             c.behind_nat();
             c.fail_all(failure(Stage::connect, ECONNREFUSED));
           },
           Status::blocked,
           Cause::rejected,
           {source_firewall, network},
           "is not one of w3's own addresses",
           "forward tcp 10003 to 10.9.0.4:10003"},
          {"reset, the stand-in bound to another address",
           [](PathCase& c) {
             c.target_node().bind = ip("10.0.0.33");
             c.fail_all(failure(Stage::connect, ECONNREFUSED));
           },
           Status::blocked,
           Cause::rejected,
           {source_firewall, network, target_firewall, target_host}},
      }
  );
}

TEST(TcpVerdicts, SilenceMayBeTheWayBack) {
  const std::vector<Segment> anywhere{
      source_firewall,
      network,
      target_firewall,
      return_target_firewall,
      return_network,
      return_source_firewall};
  std::vector<Segment> and_target_host = anywhere;
  and_target_host.insert(and_target_host.begin() + 3, target_host);
  std::vector<Segment> and_source_host = anywhere;
  and_source_host.insert(and_source_host.begin(), source_host);
  check_rows(
      PathCase::tcp(),
      {
          {"silence",
           [](PathCase&) {},
           Status::blocked,
           Cause::dropped,
           anywhere,
           "w1's 3 connection attempts to w3 (192.0.2.33, tcp 10003) got no answer at all"},
          {"ETIMEDOUT",
           [](PathCase& c) { c.fail_all(failure(Stage::connect, ETIMEDOUT)); },
           Status::blocked,
           Cause::dropped,
           anywhere},
          {"the target has no route back",
           [](PathCase& c) { c.target.no_route_to = {ip("192.0.2.31")}; },
           Status::blocked,
           Cause::dropped,
           and_target_host,
           "no route back"},
          {"the target's reverse-path filter rose",
           [](PathCase& c) { c.target.counters.reverse_path_filtered = 1; },
           Status::blocked,
           Cause::dropped,
           and_target_host},
          {"the source's reverse-path filter rose",
           [](PathCase& c) { c.source.counters.reverse_path_filtered = 1; },
           Status::blocked,
           Cause::dropped,
           and_source_host},
          {"the accept queue ran over",
           [](PathCase& c) { c.target.counters.listen_overflows = 1; },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"behind a NAT",
           [](PathCase& c) { c.behind_nat(); },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, return_network, return_source_firewall}},
          {"the target's agent was lost",
           [](PathCase& c) {
             c.target.agent = AgentState::lost;
             c.target.evidence_complete = false;
           },
           Status::unknown,
           Cause::agent_lost,
           {}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
