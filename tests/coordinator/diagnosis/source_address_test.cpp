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

// A running service tells nobody whom it sees; the target's tap does.
TEST(SourceAddress, OfARunningService) {
  PathCase live = PathCase::tcp().listen_mode(evidence::ListenMode::live);
  live.flow().service = inventory::Service::http;
  live.flow().source_preserved = true;
  live.says(evidence::AnswerKind::itself, "HTTP/1.1 200");
  check_rows(
      live,
      {
          {"nobody saw its SYN", [](PathCase&) {}, Status::open, no_cause, {}},
          {"as the inventory says",
           [](PathCase& c) { c.seen_source = ip("192.0.2.31"); },
           Status::open,
           no_cause,
           {}},
          {"as a router",
           [](PathCase& c) { c.seen_source = ip("192.0.2.1"); },
           Status::blocked,
           Cause::source_rewritten,
           {source_firewall, network, target_firewall},
           "w3 sees w1 as 192.0.2.1"},
          {"a flow that does not mind",
           [](PathCase& c) {
             c.flow().source_preserved = false;
             c.seen_source = ip("192.0.2.1");
           },
           Status::open,
           Cause::source_rewritten,
           {source_firewall, network, target_firewall}},
          {"nothing was asked",
           [](PathCase& c) {
             c.dial->service.reset();
             c.tapped().saw(
                 {evidence::Sight::left, evidence::Sight::reached, evidence::Sight::admitted}
             );
             c.seen_source = ip("192.0.2.1");
           },
           Status::blocked,
           Cause::source_rewritten,
           {source_firewall, network, target_firewall}},
          {"another service speaks there: that is worse",
           [](PathCase& c) {
             c.says(evidence::AnswerKind::other, "SSH-2.0-OpenSSH");
             c.seen_source = ip("192.0.2.1");
           },
           Status::blocked,
           Cause::wrong_service,
           {network, target_host}},
      }
  );
}

// Up to a release the root keeps the address that it sees; which one runs nobody says.
TEST(SourceAddress, WhereTheReleaseIsAssumed) {
  PathCase one = PathCase::tcp();
  one.flow().earlier = {one.flow()};
  one.flow().earlier[0].until = "alpha-v0.4.411";
  one.flow().earlier[0].source_preserved = true;
  for (inventory::Node* node : {&one.source_node(), &one.target_node()}) node->release = "v0.4.411";
  one.delivered({0, 1, 2}).answered({0, 1, 2});
  one.receipt->observed_source = ip("192.0.2.1");
  const std::vector<Segment> rewriters{source_firewall, network, target_firewall};
  const auto told = [](const char* address) {
    evidence::RunningComponent manager;
    manager.name = "cluster_manager";
    manager.environment = oakestra::ToldEnvironment{{"CLUSTER_ADDRESS", address}};
    return manager;
  };
  check_rows(
      one,
      {
          {"the alpha may run",
           [](PathCase&) {},
           Status::blocked,
           Cause::source_rewritten,
           rewriters,
           "",
           "set CLUSTER_ADDRESS on w1"},
          {"the inventory names the release",
           [](PathCase& c) {
             for (inventory::Node* node : {&c.source_node(), &c.target_node()})
               node->release_origin = inventory::ReleaseOrigin::named;
           },
           Status::open,
           Cause::source_rewritten,
           rewriters},
          {"the cluster tells its address, and the root has it there",
           [&](PathCase& c) {
             c.source.facts.components = {told("192.0.2.31")};
             c.source.clusters = {{"edge-a", "192.0.2.31", 10100, true}};
           },
           Status::open,
           Cause::source_rewritten,
           rewriters},
          {"the cluster tells its address, and the root has it elsewhere",
           [&](PathCase& c) {
             c.source.facts.components = {told("192.0.2.31")};
             c.source.clusters = {{"edge-a", "192.0.2.1", 10100, true}};
           },
           Status::blocked,
           Cause::source_rewritten,
           rewriters},
          {"it runs and tells none",
           [&](PathCase& c) { c.source.facts.components = {told("")}; },
           Status::blocked,
           Cause::source_rewritten,
           rewriters},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
