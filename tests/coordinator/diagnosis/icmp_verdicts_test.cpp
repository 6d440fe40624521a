#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>
namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = evidence::DialStage;

TEST(IcmpVerdicts, AnIcmpErrorTellsByItsSender) {
  const auto reply = [](int error, int type, int code, const char* from) {
    return [=](PathCase& c) { c.fail_all(failure(Stage::reply, error, icmp(type, code, from))); };
  };
  const auto router6 = [](int type, int code) {
    return [=](PathCase& c) {
      c.dial_address("2001:db8::33");
      c.fail_all(failure(Stage::reply, EACCES, icmp(type, code, "2001:db8::1")));
    };
  };
  check_rows(
      PathCase::udp(),
      {
          {"router: admin prohibited",
           reply(EHOSTUNREACH, 3, 13, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network},
           "192.0.2.1, on the way to the target, answered w1 with ICMP 3/13"},
          {"router: net prohibited",
           reply(ENETUNREACH, 3, 9, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router: host prohibited",
           reply(EHOSTUNREACH, 3, 10, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router: port unreachable",
           reply(ECONNREFUSED, 3, 3, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router: protocol unreachable",
           reply(ENOPROTOOPT, 3, 2, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router: host unreachable",
           reply(EHOSTUNREACH, 3, 1, "192.0.2.1"),
           Status::blocked,
           Cause::unreachable_host,
           {network}},
          {"router: host unknown",
           reply(EHOSTUNREACH, 3, 7, "192.0.2.1"),
           Status::blocked,
           Cause::unreachable_host,
           {network}},
          {"router: net unreachable",
           reply(ENETUNREACH, 3, 0, "192.0.2.1"),
           Status::blocked,
           Cause::no_route,
           {network}},
          {"router: net unknown",
           reply(ENETUNREACH, 3, 6, "192.0.2.1"),
           Status::blocked,
           Cause::no_route,
           {network}},
          {"router: fragmentation needed",
           reply(EMSGSIZE, 3, 4, "192.0.2.1"),
           Status::blocked,
           Cause::rejected,
           {network},
           "fragmentation needed",
           "packets of this size"},
          {"router: time exceeded",
           reply(EHOSTUNREACH, 11, 0, "192.0.2.1"),
           Status::blocked,
           Cause::dropped,
           {network},
           "routing loop"},
          {"router, IPv6: no route", router6(1, 0), Status::blocked, Cause::no_route, {network}},
          {"router, IPv6: prohibited", router6(1, 1), Status::blocked, Cause::rejected, {network}},
          {"router, IPv6: address unreachable",
           router6(1, 3),
           Status::blocked,
           Cause::unreachable_host,
           {network}},
          {"router, IPv6: port unreachable",
           router6(1, 4),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router, IPv6: policy", router6(1, 5), Status::blocked, Cause::rejected, {network}},
          {"router, IPv6: reject route",
           router6(1, 6),
           Status::blocked,
           Cause::rejected,
           {network}},
          {"router, IPv6: time exceeded",
           router6(3, 0),
           Status::blocked,
           Cause::dropped,
           {network}},
          {"target: port unreachable beside our stand-in",
           reply(ECONNREFUSED, 3, 3, "192.0.2.33"),
           Status::blocked,
           Cause::rejected,
           {network, target_firewall},
           "although our stand-in listened",
           "ufw allow 50103/udp"},
          {"target: admin prohibited",
           reply(EHOSTUNREACH, 3, 13, "192.0.2.33"),
           Status::blocked,
           Cause::rejected,
           {network, target_firewall}},
          {"target: it may forward to one that is away",
           reply(EHOSTUNREACH, 3, 1, "192.0.2.33"),
           Status::blocked,
           Cause::rejected,
           {network, target_firewall, target_host}},
          {"target, by another of its addresses",
           [](PathCase& c) {
             c.target.facts.addresses.push_back(ip("10.0.0.33"));
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "10.0.0.33")));
           },
           Status::blocked,
           Cause::rejected,
           {network, target_firewall}},
          {"an IPv4 sender in IPv6 clothes",
           reply(ECONNREFUSED, 3, 3, "::ffff:192.0.2.33"),
           Status::blocked,
           Cause::rejected,
           {network, target_firewall}},
          {"source: nobody at the next hop",
           reply(EHOSTUNREACH, 3, 1, "192.0.2.31"),
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host},
           "Nobody answers"},
          {"source, IPv6: nobody at the next hop",
           [](PathCase& c) {
             c.dial_address("2001:db8::33");
             c.source.facts.addresses.push_back(ip("2001:db8::31"));
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(1, 3, "2001:db8::31")));
           },
           Status::blocked,
           Cause::unreachable_host,
           {source_firewall, network, target_host}},
          {"source: any other code is its firewall",
           reply(EHOSTUNREACH, 3, 13, "192.0.2.31"),
           Status::blocked,
           Cause::rejected,
           {source_firewall}},
          {"source's addresses unknown: no guess",
           [](PathCase& c) {
             c.source.facts.addresses.clear();
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 13, "192.0.2.31")));
           },
           Status::blocked,
           Cause::rejected,
           {source_firewall, network, target_firewall}},
          {"an address that both have: no guess",
           [](PathCase& c) {
             c.source.facts.addresses.push_back(ip("172.17.0.1"));
             c.target.facts.addresses.push_back(ip("172.17.0.1"));
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 13, "172.17.0.1")));
           },
           Status::blocked,
           Cause::rejected,
           {source_firewall, network, target_firewall}},
          {"refused, and nobody saw by whom",
           [](PathCase& c) { c.fail_all(failure(Stage::reply, ECONNREFUSED)); },
           Status::blocked,
           Cause::rejected,
           {source_firewall, network, target_firewall}},
          {"two names of one machine: its own firewall may be the source's",
           [](PathCase& c) {
             c.target.facts = c.source.facts = {};
             c.source.facts.boot_id = c.target.facts.boot_id = "one";
             c.source.facts.addresses = c.target.facts.addresses = {ip("192.0.2.33")};
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::blocked,
           Cause::rejected,
           {source_firewall, network, target_firewall}},
      }
  );
}

// The source's packet tap saw the error, and its socket never heard of it.
TEST(IcmpVerdicts, AnErrorThatTheSourcesFirewallDropsCountsAsIfItWereHeard) {
  evidence::DialFailure unheard = failure(Stage::reply, 0, icmp(3, 13, "192.0.2.1"));
  unheard.unheard = true;
  check_rows(
      PathCase::udp().tapped().saw({evidence::Sight::left}),
      {
          {"of a router",
           [&](PathCase& c) { c.fail_all(unheard); },
           Status::blocked,
           Cause::rejected,
           {network},
           "w1's own firewall drops ICMP errors",
           "And on w1 let ICMP errors in"},
          {"of one attempt of three",
           [&](PathCase& c) { c.fail(unheard); },
           Status::blocked,
           Cause::rejected,
           {network},
           "path MTU discovery"},
          {"heard",
           [&](PathCase& c) {
             unheard.unheard = false;
             c.fail_all(unheard);
           },
           Status::blocked,
           Cause::rejected,
           {network},
           "with ICMP"},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
