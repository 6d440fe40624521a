#include "path_case.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = evidence::DialStage;
constexpr std::nullopt_t no_cause = std::nullopt;

void resolves_to(PathCase& c, const char* address) {
  c.dial_address("w3.example");
  c.dial->dialled = ip(address);
}

TEST(OwnAddress, NeverLeavesTheSource) {
  check_rows(
      PathCase::tcp().tapped(),
      {
          {"a name in /etc/hosts",
           [](PathCase& c) {
             resolves_to(c, "127.0.1.1");
             c.source.facts.names_of_itself = {{2, ip("127.0.1.1"), "W3.example"}};
             c.fail_all(failure(Stage::connect, ECONNREFUSED));
           },
           Status::blocked,
           Cause::name_resolution,
           {source_host},
           "line 2 of w1's /etc/hosts",
           "out of line 2"},
          {"a name in DNS, silent",
           [](PathCase& c) { resolves_to(c, "192.0.2.31"); },
           Status::blocked,
           Cause::name_resolution,
           {source_host},
           "192.0.2.31"},
          {"something of its own answers as the service",
           [](PathCase& c) {
             resolves_to(c, "::1");
             c.mode = evidence::DialMode::bare;
             c.says(evidence::AnswerKind::itself, "HTTP 200");
           },
           Status::blocked,
           Cause::name_resolution,
           {source_host}},
          {"a literal of the inventory",
           [](PathCase& c) { c.dial_address("192.0.2.31"); },
           Status::blocked,
           Cause::no_route,
           {source_host},
           "which the inventory gives for w3"},
          {"an address that both have",
           [](PathCase& c) {
             c.source.facts.addresses.push_back(ip("10.0.2.15"));
             c.target.facts.addresses.push_back(ip("10.0.2.15"));
             c.dial_address("10.0.2.15");
           },
           Status::blocked,
           Cause::no_route,
           {source_host},
           "10.0.2.15"},
          {"a flow that must be closed",
           [](PathCase& c) {
             resolves_to(c, "127.0.1.1");
             c.closed();
             c.connected({0, 1, 2});
           },
           Status::unknown,
           no_cause,
           {},
           "dials itself"},
      }
  );
}

TEST(OwnAddress, OfTheSourceAtTheTargetIsDroppedThere) {
  using evidence::Sight;
  const auto shared = [](PathCase& c) { c.target.facts.addresses.push_back(ip("192.0.2.31")); };
  check_rows(
      PathCase::udp(),
      {
          {"seen arriving",
           [&](PathCase& c) {
             shared(c);
             c.tapped().saw({Sight::left, Sight::reached, Sight::past_ingress});
           },
           Status::blocked,
           Cause::dropped,
           {target_host},
           "from 192.0.2.31, an address that w3 has itself",
           "another address"},
          {"without taps",
           shared,
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall, target_host},
           "itself"},
          {"one of docker's bridges in common",
           [](PathCase& c) {
             c.source.facts.addresses.push_back(ip("172.17.0.1"));
             c.target.facts.addresses.push_back(ip("172.17.0.1"));
           },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall}},
      }
  );
}

TEST(OwnAddress, OfATunnelIsTheTargetsToAdvertise) {
  check_rows(
      PathCase::udp(),
      {
          {"configured",
           [](PathCase& c) {
             c.flow().port.reset();
             c.source.facts.addresses.push_back(ip("10.0.2.15"));
             c.target.facts.netcfg.state = oakestra::FileState::sound;
             c.target.facts.netcfg.public_address = "10.0.2.15";
             c.dial_address("10.0.2.15");
           },
           Status::blocked,
           Cause::config_mismatch,
           {target_host},
           "which w3 advertises",
           "NodePublicAddress"},
          {"found out before a deployment",
           [](PathCase& c) {
             c.flow().port.reset();
             c.source.facts.addresses.push_back(ip("10.0.2.15"));
             c.target.facts.outbound_address = ip("10.0.2.15");
             c.dial_address("10.0.2.15");
             c.target_node().address = "auto";
           },
           Status::blocked,
           Cause::config_mismatch,
           {target_host},
           "finds out"},
          {"a translation of the source leads to the target",
           [](PathCase& c) {
             c.dial_address("127.0.1.1");
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {}},
          {"one machine",
           [](PathCase& c) {
             c.dial_address("127.0.0.1");
             c.target.facts.boot_id = c.source.facts.boot_id;
             c.target.facts.network_namespace = c.source.facts.network_namespace = 4'026'531'840;
           },
           Status::blocked,
           Cause::dropped,
           {source_firewall, network, target_firewall}},
          {"nobody tells whether it is one machine",
           [](PathCase& c) {
             c.dial_address("127.0.0.1");
             c.agent_of_target(AgentState::none);
             c.target.facts = {};
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "127.0.0.1")));
           },
           Status::blocked,
           Cause::refused,
           {source_host, target_host},
           "unless both are one machine"},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
