#include "journey_cases.hpp"

#include <gtest/gtest.h>

#include <cerrno>

// What taps at both ends tell of what an end's own rules, or its Docker, lead elsewhere.
namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using Mode = evidence::ListenMode;
using Sight = evidence::Sight;
using Stage = evidence::DialStage;
constexpr std::nullopt_t no_cause = std::nullopt;

evidence::DialFailure foreign_answer() {
  evidence::DialFailure one = failure(Stage::exchange, 0);
  one.foreign_answer = true;
  return one;
}

TEST(JourneyVerdicts, OfWhatTheTargetsOwnRulesLeadElsewhere) {
  PathCase tcp = arrived(PathCase::tcp());
  check_rows(
      tcp,
      {
          {"another program answered in place of our stand-in",
           [](PathCase& c) {
             c.saw({Sight::redirected, Sight::answer_left}).connected({0, 1, 2});
             c.fail_all(foreign_answer());
           },
           Status::blocked,
           Cause::intercepted,
           {target_firewall, target_host},
           "w3, whose own rules lead tcp 10003",
           "nft list ruleset; iptables -t nat -S"},
          {"another machine did, to which they send it on",
           [](PathCase& c) {
             c.saw({Sight::forwarded, Sight::answer_left}).connected({0, 1, 2});
             c.fail_all(foreign_answer());
           },
           Status::blocked,
           Cause::intercepted,
           {target_firewall, target_host}},
          {"our stand-in saw none of it, though its host completed the handshake",
           [](PathCase& c) {
             c.saw({Sight::admitted, Sight::answer_left}).connected({0, 1, 2});
             c.fail_all(foreign_answer());
           },
           Status::blocked,
           Cause::intercepted,
           {target_firewall, target_host}},
          {"our stand-in saw it: what answered came in between",
           [](PathCase& c) {
             c.saw({Sight::admitted, Sight::answer_left}).connected({0, 1, 2});
             c.fail_all(foreign_answer());
             c.target.strangers = {{c.listener->port, ip("192.0.2.31"), 3}};
           },
           Status::blocked,
           Cause::intercepted,
           {network}},
          {"nobody holds the port that they lead it to",
           [](PathCase& c) {
             c.saw({Sight::redirected, Sight::reset_left});
             c.fail_all(failure(Stage::connect, ECONNREFUSED));
           },
           Status::blocked,
           Cause::refused,
           {target_firewall, target_host},
           "where nothing listens"},
          {"what they send on is lost",
           [](PathCase& c) { c.saw({Sight::forwarded}); },
           Status::blocked,
           Cause::dropped,
           {target_firewall, target_host, return_target_firewall},
           "and nothing came back"},
      }
  );
  PathCase udp = admitted(PathCase::udp()).saw({Sight::redirected});
  check_rows(
      udp,
      {
          {"to another program's port",
           [](PathCase&) {},
           Status::blocked,
           Cause::intercepted,
           {target_firewall, target_host},
           "whose own rules lead udp 50103"},
          {"to a port that nobody holds",
           [](PathCase& c) {
             c.saw({Sight::error_left});
             c.fail_all(failure(Stage::reply, ECONNREFUSED, icmp(3, 3, "192.0.2.33")));
           },
           Status::blocked,
           Cause::refused,
           {target_firewall, target_host}},
          {"to where its owner really holds one",
           [](PathCase& c) {
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

TEST(JourneyVerdicts, OfWhatTheSourcesOwnRulesLeadElsewhere) {
  PathCase tcp = PathCase::tcp().tapped().saw({Sight::left, Sight::diverted});
  check_rows(
      tcp,
      {
          {"another machine answered",
           [](PathCase& c) {
             c.connected({0, 1, 2});
             c.fail_all(foreign_answer());
           },
           Status::blocked,
           Cause::intercepted,
           {source_firewall},
           "sent elsewhere by w1's own rules (nat OUTPUT)",
           "iptables -t nat -S OUTPUT"},
          {"nobody did", [](PathCase&) {}, Status::blocked, Cause::dropped, {source_firewall}},
          {"it leads to the target all the same",
           [](PathCase& c) {
             c.saw({Sight::reached, Sight::past_ingress, Sight::admitted, Sight::answer_left});
             c.delivered({0, 1, 2}).answered({0, 1, 2});
           },
           Status::open,
           no_cause,
           {}},
          {"on one machine it leads to a container, and never comes in",
           [](PathCase& c) {
             c.target.facts = c.source.facts;
             c.source.facts.boot_id = c.target.facts.boot_id = "1";
             c.listen_mode(Mode::live).listener->process = "docker-proxy";
             c.flow().service = inventory::Service::mqtt;
             c.says(evidence::AnswerKind::itself, "MQTT CONNACK 0");
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

TEST(JourneyVerdicts, OfAProxyThatTakesConnectionsForAContainer) {
  PathCase proxied = admitted(PathCase::tcp());
  proxied.saw({Sight::answer_left, Sight::answer_reached, Sight::answer_admitted})
      .listen_mode(Mode::live)
      .listener->process = "docker-proxy";
  proxied.flow().service = inventory::Service::grpc;
  proxied.says(evidence::AnswerKind::itself, "HTTP/2 SETTINGS");
  EXPECT_EQ(proxied.judged().status, Status::open);
  EXPECT_EQ(proxied.judged().caveats, CaveatSet{Caveat::docker_path});
  proxied.flow().source_preserved = true;
  check_rows(
      proxied,
      {
          {"the service would note the wrong address",
           [](PathCase&) {},
           Status::blocked,
           Cause::source_rewritten,
           {target_firewall, target_host},
           "are taken by docker-proxy on w3 itself",
           "systemctl restart docker"},
          {"with its rules it is sent on, and INPUT does not see it",
           [](PathCase& c) {
             (*c.sights)[Sight::admitted] = {};
             c.saw({Sight::forwarded});
           },
           Status::open,
           no_cause,
           {}},
          {"within one machine nothing depends on it",
           [](PathCase& c) {
             c.target.facts = c.source.facts;
             c.source.facts.boot_id = c.target.facts.boot_id = "1";
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

TEST(JourneyVerdicts, OfPortsThatDockerPublishes) {
  PathCase published = arrived(PathCase::tcp());
  published.listen_mode(Mode::live).listener->process = "docker-proxy";
  published.target.facts.docker = true;
  published.mode = evidence::DialMode::bare;
  check_rows(
      published,
      {
          {"not admitted by INPUT, which is not on its way",
           [](PathCase&) {},
           Status::blocked,
           Cause::dropped,
           {target_firewall, target_host, return_target_firewall}},
          {"answered by the container",
           [](PathCase& c) {
             c.saw({Sight::forwarded, Sight::answer_left, Sight::answer_reached});
             c.saw({Sight::answer_admitted}).connected({0, 1, 2});
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
