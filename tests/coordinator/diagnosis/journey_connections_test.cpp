#include "journey_cases.hpp"

#include <gtest/gtest.h>

#include <cerrno>

// What taps at both ends tell of TCP connections: who made them, and who ended them.
namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Mode = evidence::ListenMode;
using Sight = evidence::Sight;
using Stage = evidence::DialStage;
constexpr std::nullopt_t no_cause = std::nullopt;

TEST(JourneyVerdicts, OfHandshakes) {
  PathCase tcp = arrived(PathCase::tcp());
  check_rows(
      tcp,
      {
          {"the target's filter resets",
           [](PathCase& c) {
             c.saw({Sight::reset_left});
             c.fail_all(failure(Stage::connect, ECONNREFUSED));
           },
           Status::blocked,
           Cause::rejected,
           {target_firewall}},
          {"somebody before it resets",
           [](PathCase& c) {
             c.sights.reset();
             c.saw({Sight::left});
             c.fail_all(failure(Stage::connect, ECONNREFUSED));
           },
           Status::blocked,
           Cause::rejected,
           {network}},
          {"connected, and no SYN came: a proxy",
           [](PathCase& c) {
             c.sights.reset();
             c.saw({Sight::left, Sight::answer_reached, Sight::answer_admitted});
             c.connected({0, 1, 2});
           },
           Status::blocked,
           Cause::intercepted,
           {network}},
          {"connected, and no SYN left: a redirect on the source itself",
           [](PathCase& c) {
             c.sights.reset();
             c.connected({0, 1, 2});
           },
           Status::blocked,
           Cause::intercepted,
           {source_firewall}},
          {"the answer was made, and did not leave",
           [](PathCase& c) {
             c.saw({Sight::admitted, Sight::answer_made});
           },
           Status::blocked,
           Cause::return_lost,
           {return_target_firewall}},
          {"the target has no way back",
           [](PathCase& c) {
             c.saw({Sight::admitted});
             c.target.no_route_to = {ip("192.0.2.31")};
           },
           Status::blocked,
           Cause::no_route,
           {target_host}},
      }
  );
}

TEST(JourneyVerdicts, OfAResetByTheTargetsOwnOutput) {
  PathCase tcp = admitted(PathCase::tcp());
  for (const bool live : {false, true}) {
    for (const bool half_open : {false, true}) {
      PathCase one = tcp;
      if (live) one.listen_mode(Mode::live);
      one.saw({Sight::reset_inside});
      if (half_open) one.saw({Sight::answer_made});
      const Judgement verdict = one.judged();
      EXPECT_EQ(verdict.cause, Cause::rejected) << live << half_open;
      EXPECT_EQ(verdict.where, SegmentSet{return_target_firewall}) << live << half_open;
    }
  }
}

TEST(JourneyVerdicts, OfAServiceThatIsBoundToLoopback) {
  PathCase bound = PathCase::tcp();
  bound.listen_mode(Mode::live).listener->process = "gunicorn";
  bound.listener->address = "127.0.0.1";
  check_rows(
      bound,
      {
          {"silence, and no taps",
           [](PathCase&) {},
           Status::blocked,
           Cause::refused,
           {target_host},
           "gunicorn on w3 listens on 127.0.0.1 only"},
          {"a reset",
           [](PathCase& c) { c.fail_all(failure(Stage::connect, ECONNREFUSED)); },
           Status::blocked,
           Cause::refused,
           {target_host}},
          {"its firewall swallows the SYNs",
           [](PathCase& c) {
             c.tapped().saw({Sight::left, Sight::reached, Sight::past_ingress});
           },
           Status::blocked,
           Cause::refused,
           {target_firewall, target_host},
           "and its firewall does not let them in"},
          {"let in, and its resets are swallowed",
           [](PathCase& c) {
             c.tapped().saw({Sight::left, Sight::reached, Sight::past_ingress, Sight::admitted});
           },
           Status::blocked,
           Cause::refused,
           {target_host}},
          {"it never arrived",
           [](PathCase& c) { c.tapped().saw({Sight::left}); },
           Status::blocked,
           Cause::dropped,
           {network}},
      }
  );
}

// The source's taps see a SYN-ACK come in whoever made it.
TEST(JourneyVerdicts, WithoutTheTargetsWordAConnectionMayBeAnybodys) {
  PathCase alone = PathCase::tcp().agent_of_target(AgentState::none).connected({0, 1, 2});
  alone.tapped().saw({Sight::left, Sight::answer_reached, Sight::answer_admitted});
  alone.mode = evidence::DialMode::bare;
  EXPECT_EQ(alone.judged().status, Status::unknown);
  alone.flow().service = inventory::Service::http;
  alone.says(evidence::AnswerKind::itself, "HTTP/1.1 200");
  EXPECT_EQ(alone.judged().status, Status::open);
  EXPECT_EQ(alone.judged().caveats, CaveatSet{Caveat::unconfirmed});
}

TEST(JourneyVerdicts, TellOfFirewallsThatDrawTheirOwnSequenceNumbers) {
  PathCase tcp = admitted(PathCase::tcp());
  tcp.delivered({0, 1, 2}).answered({0, 1, 2});
  EXPECT_TRUE(tcp.judged().caveats.empty());
  for (const Sight changed : {Sight::rewritten, Sight::answer_changed}) {
    PathCase one = tcp;
    one.saw({changed});
    EXPECT_EQ(one.judged().caveats, CaveatSet{Caveat::sequence_rewritten});
  }
}

TEST(JourneyVerdicts, OfALiveServiceThatTheTargetConfirms) {
  PathCase live = admitted(PathCase::tcp());
  live.saw({Sight::answer_made, Sight::answer_left, Sight::answer_reached, Sight::answer_admitted})
      .listen_mode(Mode::live)
      .connected({0, 1, 2});
  live.mode = evidence::DialMode::bare;
  check_rows(
      live,
      {
          {"a bare connect is open", [](PathCase&) {}, Status::open, no_cause, {}},
          {"it answers as itself",
           [](PathCase& c) {
             c.flow().service = inventory::Service::mqtt;
             c.says(evidence::AnswerKind::itself, "MQTT CONNACK 0");
           },
           Status::open,
           no_cause,
           {}},
          {"a rule leads it to another port, and nothing is said there",
           [](PathCase& c) { c.saw({Sight::redirected}); },
           Status::unknown,
           no_cause,
           {}},
          {"so, and what speaks there is the service",
           [](PathCase& c) {
             c.flow().service = inventory::Service::mqtt;
             c.saw({Sight::redirected}).says(evidence::AnswerKind::itself, "MQTT CONNACK 0");
           },
           Status::open,
           no_cause,
           {}},
          {"something else speaks there",
           [](PathCase& c) {
             c.flow().service = inventory::Service::mqtt;
             c.says(evidence::AnswerKind::other, "HTTP/1.1 400");
           },
           Status::blocked,
           Cause::wrong_service,
           {target_host}},
          {"it stays silent",
           [](PathCase& c) {
             c.flow().service = inventory::Service::mqtt;
             c.says(evidence::AnswerKind::silent, "");
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
