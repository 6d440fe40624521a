#include "path_case.hpp"

#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
constexpr std::nullopt_t no_cause = std::nullopt;

TEST(SourceAddress, ASourceThatMustBePreserved) {
  PathCase preserved = PathCase::tcp();
  preserved.flow().source_preserved = true;
  preserved.delivered({0, 1, 2}).answered({0, 1, 2});
  const std::vector<Segment> rewriters{source_firewall, network, target_firewall};
  check_rows(
      preserved,
      {
          {"seen as the inventory says", [](PathCase&) {}, Status::open, no_cause, {}},
          {"seen as a bridge's address",
           [](PathCase& c) { c.receipt->observed_source = ip("172.19.0.1"); },
           Status::blocked,
           Cause::source_rewritten,
           rewriters,
           "w3 sees w1 as 172.19.0.1",
           "no masquerading"},
          {"seen as another own address: the root dials back what it saw",
           [](PathCase& c) {
             c.source.facts.addresses.push_back(ip("10.0.0.31"));
             c.receipt->observed_source = ip("10.0.0.31");
           },
           Status::blocked,
           Cause::source_rewritten,
           rewriters},
          {"behind its own NAT, as advertised",
           [](PathCase& c) {
             c.source_node().address = "198.51.100.9";
             c.receipt->observed_source = ip("198.51.100.9");
           },
           Status::open,
           no_cause,
           {}},
          {"the inventory gives a name: any own address will do",
           [](PathCase& c) { c.source_node().address = "w1.example"; },
           Status::open,
           no_cause,
           {}},
          {"the inventory gives a name, seen as somebody else",
           [](PathCase& c) {
             c.source_node().address = "w1.example";
             c.receipt->observed_source = ip("192.0.2.1");
           },
           Status::blocked,
           Cause::source_rewritten,
           rewriters},
          {"the inventory gives that address for another viewer",
           [](PathCase& c) {
             inventory::DialException one;
             one.address = "10.0.0.31";
             c.source_node().dial = {one};
             c.receipt->observed_source = ip("10.0.0.31");
           },
           Status::open,
           no_cause,
           {}},
          {"in IPv6 clothes",
           [](PathCase& c) { c.receipt->observed_source = ip("::ffff:192.0.2.31"); },
           Status::open,
           no_cause,
           {}},
          {"from a node to itself",
           [](PathCase& c) {
             c.id.target = c.id.source;
             c.address = "192.0.2.31";
             c.receipt->observed_source = ip("10.0.0.31");
           },
           Status::open,
           no_cause,
           {}},
          {"a flow that does not mind",
           [](PathCase& c) {
             c.flow().source_preserved = false;
             c.receipt->observed_source = ip("192.0.2.1");
           },
           Status::open,
           Cause::source_rewritten,
           rewriters,
           "the source is translated"},
          {"a flow that does not mind, another own address",
           [](PathCase& c) {
             c.flow().source_preserved = false;
             c.source.facts.addresses.push_back(ip("10.0.0.31"));
             c.receipt->observed_source = ip("10.0.0.31");
           },
           Status::open,
           no_cause,
           {}},
          {"a flow that does not mind, own addresses unknown",
           [](PathCase& c) {
             c.flow().source_preserved = false;
             c.source.facts.addresses.clear();
             c.receipt->observed_source = ip("10.0.0.31");
           },
           Status::open,
           no_cause,
           {}},
          {"a flow that does not mind, over loopback",
           [](PathCase& c) {
             c.flow().source_preserved = false;
             c.receipt->observed_source = ip("127.0.0.5");
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
