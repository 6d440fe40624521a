#include "path_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <netdb.h>

namespace oakprobe::diagnosis::test {
namespace {

using Stage = evidence::DialStage;
using Mode = evidence::ListenMode;
constexpr std::nullopt_t no_cause = std::nullopt;

TEST(ClosedFlows, WhatGetsThroughIsExposed) {
  PathCase tcp = PathCase::tcp().closed().listen_mode(Mode::live);
  tcp.mode = evidence::DialMode::bare;
  check_rows(
      tcp,
      {
          {"connected once",
           [](PathCase& c) { c.connected({1}); },
           Status::exposed,
           no_cause,
           {},
           "w1 can connect to w3 (192.0.2.33, tcp 10003), which must be closed to it: the tunnel",
           "DOCKER-USER"},
          {"connected and reset at once",
           [](PathCase& c) { c.fail(failure(Stage::exchange, ECONNRESET)); },
           Status::exposed,
           no_cause,
           {}},
          {"connected, a broken pipe told without the handshake",
           [](PathCase& c) {
             c.fail(failure(Stage::exchange, EPIPE));
             c.dial->connected = {};
           },
           Status::exposed,
           no_cause,
           {}},
          {"connected where no agent looked",
           [](PathCase& c) { c.agent_of_target(AgentState::none).connected({0}); },
           Status::exposed,
           no_cause,
           {}},
      }
  );
  check_rows(
      PathCase::udp().closed(),
      {
          {"delivered",
           [](PathCase& c) { c.delivered({2}); },
           Status::exposed,
           no_cause,
           {},
           "w1's probes reach w3"},
          {"echoed", [](PathCase& c) { c.answered({2}); }, Status::exposed, no_cause, {}},
          {"delivered, the source's agent lost",
           [](PathCase& c) {
             c.delivered({2});
             c.agent_of_source(AgentState::lost);
           },
           Status::exposed,
           no_cause,
           {}},
      }
  );
}

TEST(ClosedFlows, WhatIsRefusedIsClosed) {
  const auto refused = [](PathCase& c) { c.fail_all(failure(Stage::connect, ECONNREFUSED)); };
  PathCase tcp = PathCase::tcp().closed().listen_mode(Mode::none);
  tcp.mode = evidence::DialMode::bare;
  check_rows(
      tcp,
      {
          {"reset", refused, Status::closed, no_cause, {}},
          {"reset by a live port's firewall",
           [=](PathCase& c) {
             c.listen_mode(Mode::live);
             refused(c);
           },
           Status::closed,
           no_cause,
           {}},
          {"reset where no agent looked",
           [=](PathCase& c) {
             c.agent_of_target(AgentState::none);
             refused(c);
           },
           Status::closed,
           no_cause,
           {}},
          {"reset where the agent could not be reached",
           [=](PathCase& c) {
             c.agent_of_target(AgentState::unreachable);
             refused(c);
           },
           Status::closed,
           no_cause,
           {}},
          {"rejected by a router",
           [](PathCase& c) {
             c.fail_all(failure(Stage::connect, EHOSTUNREACH, icmp(3, 13, "192.0.2.1")));
           },
           Status::closed,
           no_cause,
           {},
           "ICMP 3/13 (administratively prohibited) from 192.0.2.1"},
          {"one refusal outweighs silence",
           [](PathCase& c) { c.fail(failure(Stage::connect, ECONNREFUSED)); },
           Status::closed,
           no_cause,
           {}},
          {"the source itself stops it",
           [](PathCase& c) { c.fail_all(failure(Stage::send, EPERM)); },
           Status::closed,
           no_cause,
           {},
           "w1 itself stops it"},
          {"the source has no route",
           [](PathCase& c) { c.fail_all(failure(Stage::send, ENETUNREACH)); },
           Status::closed,
           no_cause,
           {},
           "w1 itself stops it"},
          {"NetManager's interface takes the address: nobody was asked",
           [](PathCase& c) { c.fail_all(failure(Stage::overlay, 0)); },
           Status::unknown,
           no_cause,
           {},
           "was not dialled"},
          {"the target is alive and cannot be reached",
           [](PathCase& c) {
             c.fail_all(failure(Stage::connect, EHOSTUNREACH, icmp(3, 1, "192.0.2.1")));
           },
           Status::closed,
           no_cause,
           {}},
          {"our own stand-in saw none of it",
           [](PathCase& c) { c.listen_mode(Mode::stand_in); },
           Status::closed,
           no_cause,
           {}},
      }
  );
}

TEST(ClosedFlows, SilenceIsNoGoodNews) {
  PathCase tcp = PathCase::tcp().closed().listen_mode(Mode::none);
  tcp.mode = evidence::DialMode::bare;
  check_rows(
      tcp,
      {
          {"silence where nothing listens",
           [](PathCase&) {},
           Status::unknown,
           no_cause,
           {},
           "which tells nothing"},
          {"silence at a live port",
           [](PathCase& c) { c.listen_mode(Mode::live); },
           Status::unknown,
           no_cause,
           {}},
          {"silence at a stopped component",
           [](PathCase& c) { c.listen_mode(Mode::not_running); },
           Status::unknown,
           no_cause,
           {}},
          {"silence where no agent looked",
           [](PathCase& c) { c.agent_of_target(AgentState::none); },
           Status::unknown,
           Cause::agent_unreachable,
           {}},
          {"silence, the stand-in's report missing",
           [](PathCase& c) {
             c.listen_mode(Mode::stand_in);
             c.target.evidence_complete = false;
             c.target.agent = AgentState::lost;
           },
           Status::unknown,
           Cause::agent_lost,
           {}},
          {"an absent target without an agent",
           [](PathCase& c) {
             c.agent_of_target(AgentState::none);
             c.fail_all(failure(Stage::connect, EHOSTUNREACH, icmp(3, 1, "192.0.2.1")));
           },
           Status::unknown,
           Cause::agent_unreachable,
           {}},
          {"no descriptors",
           [](PathCase& c) { c.fail_all(failure(Stage::open, EMFILE)); },
           Status::unknown,
           Cause::local_limit,
           {}},
          {"the name has no address",
           [](PathCase& c) { c.fail_all(failure(Stage::resolve, EAI_NONAME)); },
           Status::unknown,
           no_cause,
           {},
           "cannot resolve"},
          {"the source's agent unreachable",
           [](PathCase& c) { c.agent_of_source(AgentState::unreachable); },
           Status::unknown,
           Cause::agent_unreachable,
           {}},
          {"not tried",
           [](PathCase& c) {
             c.dial->sent = {};
             c.dial->not_tried = true;
           },
           Status::unknown,
           no_cause,
           {}},
      }
  );
}

TEST(ClosedFlows, ClosedOnlyBecauseNothingListensIsACaveat) {
  PathCase one = PathCase::tcp().closed().listen_mode(Mode::none);
  one.mode = evidence::DialMode::bare;
  one.fail_all(failure(Stage::connect, ECONNREFUSED));
  EXPECT_EQ(one.judged().caveats, CaveatSet{Caveat::nothing_listens_yet});
  one.listen_mode(Mode::live);
  EXPECT_TRUE(one.judged().caveats.empty()) << "somebody listens, so a filter spoke";
  PathCase routed = PathCase::tcp().closed().listen_mode(Mode::none);
  routed.fail_all(failure(Stage::connect, EHOSTUNREACH, icmp(3, 13, "192.0.2.1")));
  EXPECT_TRUE(routed.judged().caveats.empty()) << "a router spoke";
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
