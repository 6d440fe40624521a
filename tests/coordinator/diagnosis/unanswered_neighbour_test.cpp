#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = evidence::DialStage;

// The source's kernel says that nobody answers at the next hop, and the target's taps were there.
TEST(IcmpVerdicts, ATargetThatWasAskedOnTheLinkAndKeptStillIsNamed) {
  const auto asked = [](PathCase& c, const char* asker, const char* about, bool past_ingress) {
    c.target.unanswered_neighbours = {{ip(asker), ip(about), past_ingress, true}};
  };
  PathCase base = PathCase::udp().tapped();
  base.source.own_questions = {{ip("192.0.2.33"), false}};
  base.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 1, "192.0.2.31")));
  check_rows(
      base,
      {
          {"asked",
           [&](PathCase& c) { asked(c, "192.0.2.31", "192.0.2.33", true); },
           Status::blocked,
           Cause::unreachable_host,
           {target_host},
           "got the question and did not answer",
           "arp_ignore"},
          {"asked, and nothing says that the host is set to keep still",
           [](PathCase& c) {
             c.target.unanswered_neighbours = {{ip("192.0.2.31"), ip("192.0.2.33"), true, false}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {target_firewall, target_host},
           "did not answer",
           "arptables"},
          {"the answer came, and the source did not hear it",
           [](PathCase& c) {
             c.source.own_questions = {{ip("192.0.2.33"), true}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {source_host, source_firewall, network}},
          {"the source never asked",
           [](PathCase& c) { c.source.own_questions.clear(); },
           Status::blocked,
           Cause::unreachable_host,
           {source_firewall, network}},
          {"it asked for a router",
           [](PathCase& c) {
             c.source.own_questions = {{ip("192.0.2.1"), false}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {network}},
          {"the target's list is not whole",
           [](PathCase& c) { c.target.neighbours_overflowed = true; },
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host}},
          {"nobody asked the target for a way back to this source",
           [](PathCase& c) { c.return_checked = false; },
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host}},
          {"an ingress hook took the question",
           [&](PathCase& c) { asked(c, "192.0.2.31", "192.0.2.33", false); },
           Status::blocked,
           Cause::unreachable_host,
           {target_firewall},
           "did not answer",
           "ingress rules"},
          {"somebody else asked",
           [&](PathCase& c) { asked(c, "192.0.2.32", "192.0.2.33", true); },
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host}},
          {"it was asked for another of its addresses",
           [&](PathCase& c) {
             c.target.facts.addresses.push_back(ip("10.0.0.33"));
             asked(c, "192.0.2.31", "10.0.0.33", true);
           },
           Status::blocked,
           Cause::unreachable_host,
           {network}},
          {"nobody asked it",
           [](PathCase&) {},
           Status::blocked,
           Cause::unreachable_host,
           {network},
           "Nobody answers"},
          {"nobody asked it, and its interface is down",
           [](PathCase& c) {
             c.target.dead_hops = {{ip("192.0.2.31"), ip("192.0.2.31"), "eth0", true}};
           },
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host}},
          {"an XDP program may have taken the question",
           [](PathCase& c) { c.target.facts.xdp_interfaces = {"eth0"}; },
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host}},
          {"its answer may have been among what its tap lost",
           [&](PathCase& c) {
             asked(c, "192.0.2.31", "192.0.2.33", true);
             c.target.taps.packets = evidence::TapState::overflowed;
           },
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host}},
          {"its evidence is not whole",
           [&](PathCase& c) {
             asked(c, "192.0.2.31", "192.0.2.33", true);
             c.target.evidence_complete = false;
           },
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host}},
          {"over IPv6 its firewall may have taken the question",
           [&](PathCase& c) {
             c.dial_address("2001:db8::33");
             c.source.facts.addresses.push_back(ip("2001:db8::31"));
             c.dial->failures.clear();
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(1, 3, "2001:db8::31")));
             asked(c, "2001:db8::31", "2001:db8::33", true);
           },
           Status::blocked,
           Cause::unreachable_host,
           {target_firewall, target_host},
           "did not answer",
           "nd-neighbor-solicit"},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
