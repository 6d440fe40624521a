#include "icmp_answers.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Stage = evidence::DialStage;

TEST(UnwatchedPorts, TheTargetHasNoAgent) {
  const std::vector<Segment> at_target{network, target_firewall, target_host};
  check_rows(
      PathCase::udp().agent_of_target(AgentState::none),
      {
          {"silence",
           [](PathCase&) {},
           Status::unknown,
           Cause::agent_unreachable,
           {},
           "no agent runs on w3"},
          {"port unreachable", port_unreachable, Status::blocked, Cause::refused, at_target},
          {"host unreachable from the dialled address",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 1, "192.0.2.33")));
           },
           Status::blocked,
           Cause::unreachable_host,
           at_target},
          {"prohibited by a router",
           prohibited_by_router,
           Status::blocked,
           Cause::rejected,
           {network}},
          {"EPERM",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EPERM)); },
           Status::blocked,
           Cause::dropped,
           {source_firewall}},
          {"nobody at the next hop",
           [](PathCase& c) {
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 1, "192.0.2.31")));
           },
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host}},
      }
  );
  check_rows(
      PathCase::tcp().agent_of_target(AgentState::none),
      {
          {"reset",
           [](PathCase& c) { c.fail_all(failure(Stage::connect, ECONNREFUSED)); },
           Status::blocked,
           Cause::refused,
           at_target},
          {"a bare connect",
           [](PathCase& c) {
             c.connected({0, 1, 2});
           },
           Status::unknown,
           Cause::agent_unreachable,
           {}},
          {"silence", [](PathCase&) {}, Status::unknown, Cause::agent_unreachable, {}},
      }
  );
}

TEST(UnwatchedPorts, AnAgentThatFailedLeavesNothingToListen) {
  check_rows(
      PathCase::udp(),
      {
          {"unreachable, silence",
           [](PathCase& c) { c.agent_of_target(AgentState::unreachable); },
           Status::unknown,
           Cause::agent_unreachable,
           {},
           "Permission denied (publickey)"},
          {"unreachable, refused: it was to listen there",
           [](PathCase& c) {
             c.agent_of_target(AgentState::unreachable);
             port_unreachable(c);
           },
           Status::unknown,
           Cause::agent_unreachable,
           {},
           "Permission denied"},
          {"lost before it armed, refused",
           [](PathCase& c) {
             c.agent_of_target(AgentState::lost);
             port_unreachable(c);
           },
           Status::unknown,
           Cause::agent_lost,
           {}},
          {"unreachable, a router's word",
           [](PathCase& c) {
             c.agent_of_target(AgentState::unreachable);
             prohibited_by_router(c);
           },
           Status::blocked,
           Cause::rejected,
           {network}},
          {"unreachable, no route at the source",
           [](PathCase& c) {
             c.agent_of_target(AgentState::unreachable);
             c.fail_all(failure(Stage::send, ENETUNREACH));
           },
           Status::blocked,
           Cause::no_route,
           {source_host}},
          {"lost, nobody at the next hop",
           [](PathCase& c) {
             c.agent_of_target(AgentState::lost);
             c.fail_all(failure(Stage::reply, EHOSTUNREACH, icmp(3, 1, "192.0.2.31")));
           },
           Status::blocked,
           Cause::unreachable_host,
           {network, target_host}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
