#include "path_case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace oakprobe::diagnosis::test {
namespace {

using enum Segment;
using evidence::AnswerKind;
using Mode = evidence::ListenMode;
constexpr std::nullopt_t no_cause = std::nullopt;

// w1 asks the broker that w3's mosquitto is.
PathCase live() {
  PathCase one = PathCase::tcp().listen_mode(Mode::live);
  one.flow().service = inventory::Service::mqtt;
  one.listener->process = "mosquitto";
  one.listener->pid = 812;
  return one;
}

void confirm(PathCase& c) { c.delivered({0, 1, 2}); }

TEST(ServiceVerdicts, OfALivePort) {
  check_rows(
      live(),
      {
          {"itself",
           [](PathCase& c) { c.says(AnswerKind::itself, "MQTT CONNACK 0"); },
           Status::open,
           no_cause,
           {},
           "w1's connections reach w3 (192.0.2.33, tcp 10003), and an MQTT broker answers (MQTT "
           "CONNACK 0)."},
          {"wants a certificate",
           [](PathCase& c) { c.says(AnswerKind::certificate, "TLS"); },
           Status::open,
           no_cause,
           {},
           "an MQTT broker asks for a client certificate."},
          {"something else",
           [](PathCase& c) { c.says(AnswerKind::other, "HTTP/1.1 400 Bad Request"); },
           Status::blocked,
           Cause::wrong_service,
           {network, target_host},
           "(HTTP/1.1 400 Bad Request) is not an MQTT broker; mosquitto (pid 812) on w3 holds",
           "On w3 see what listens on tcp 10003"},
          {"something else, and the target saw us come",
           [](PathCase& c) {
             c.says(AnswerKind::other, "SSH-2.0-OpenSSH");
             confirm(c);
           },
           Status::blocked,
           Cause::wrong_service,
           {target_host}},
          {"something else, behind NAT",
           [](PathCase& c) { c.behind_nat().says(AnswerKind::other, "SSH-2.0-OpenSSH"); },
           Status::blocked,
           Cause::wrong_service,
           {network}},
          {"bytes that tell nothing",
           [](PathCase& c) { c.says(AnswerKind::unclear, "TLS, but no handshake"); },
           Status::unknown,
           no_cause,
           {},
           "(TLS, but no handshake) does not tell what speaks there"},
          {"its protocol, and not its answer",
           [](PathCase& c) { c.says(AnswerKind::doubtful, "HTTP/1.1 500, gunicorn"); },
           Status::open,
           no_cause,
           {},
           "answers (HTTP/1.1 500, gunicorn), but not to GET /"},
          {"silent",
           [](PathCase& c) { c.says(AnswerKind::silent, ""); },
           Status::unknown,
           no_cause,
           {},
           "answered nothing, which proves nothing: mosquitto (pid 812) on w3 holds"},
          {"closed",
           [](PathCase& c) { c.says(AnswerKind::closed, ""); },
           Status::unknown,
           no_cause,
           {},
           "was hung up on without an answer"},
          {"silent, and the target saw us come",
           [](PathCase& c) {
             c.says(AnswerKind::silent, "");
             confirm(c);
           },
           Status::open,
           no_cause,
           {},
           "but the service answers nothing in time"},
          {"closed, and the target saw us come",
           [](PathCase& c) {
             c.says(AnswerKind::closed, "");
             confirm(c);
           },
           Status::open,
           no_cause,
           {},
           "closes them without an answer"},
          {"what a peer says paints no terminal",
           [](PathCase& c) { c.says(AnswerKind::other, "a\nb\x1b[31m"); },
           Status::blocked,
           Cause::wrong_service,
           {network, target_host}},
      }
  );
}

TEST(ServiceVerdicts, WhereNobodyWatchedThePort) {
  PathCase asked = PathCase::tcp();
  asked.flow().service = inventory::Service::http;
  check_rows(
      asked,
      {
          {"no agent, itself",
           [](PathCase& c) {
             c.agent_of_target(AgentState::none).says(AnswerKind::itself, "HTTP/1.1 404");
           },
           Status::open,
           no_cause,
           {},
           "an HTTP server answers (HTTP/1.1 404)"},
          {"agent unreachable, itself",
           [](PathCase& c) {
             c.agent_of_target(AgentState::unreachable).says(AnswerKind::itself, "HTTP/1.1 200");
           },
           Status::open,
           no_cause,
           {}},
          {"no agent, something else",
           [](PathCase& c) {
             c.agent_of_target(AgentState::none).says(AnswerKind::other, "MQTT CONNACK");
           },
           Status::blocked,
           Cause::wrong_service,
           {network, target_host}},
          {"no agent, another web server",
           [](PathCase& c) {
             c.flow().answer = {AnswerShape::list, {"ip"}};
             c.flow().ask = "/api/clusters/";
             c.agent_of_target(AgentState::none).says(AnswerKind::other, "HTTP/1.1 302");
           },
           Status::blocked,
           Cause::wrong_service,
           {network, target_host},
           "answer to GET /api/clusters/"},
          {"no agent, doubtful",
           [](PathCase& c) {
             c.agent_of_target(AgentState::none).says(AnswerKind::doubtful, "HTTP/1.1 503");
           },
           Status::unknown,
           no_cause,
           {}},
          {"no agent, silent",
           [](PathCase& c) { c.agent_of_target(AgentState::none).says(AnswerKind::silent, ""); },
           Status::unknown,
           Cause::agent_unreachable,
           {}},
          {"nothing listens, yet it answers",
           [](PathCase& c) { c.listen_mode(Mode::none).says(AnswerKind::itself, "HTTP/1.1 200"); },
           Status::unknown,
           Cause::conflicting_evidence,
           {},
           "but nothing listens on w3's tcp 10003"},
          {"not running, yet it answers",
           [](PathCase& c) {
             c.listen_mode(Mode::not_running).says(AnswerKind::itself, "HTTP/1.1 200");
           },
           Status::unknown,
           Cause::conflicting_evidence,
           {}},
          {"Docker publishes without a listener",
           [](PathCase& c) {
             c.target.facts.docker = true;
             c.listen_mode(Mode::not_running).says(AnswerKind::itself, "HTTP/1.1 200");
           },
           Status::open,
           no_cause,
           {}},
      }
  );
}

TEST(ServiceVerdicts, AreUnconfirmedWithoutTheTargetsWord) {
  PathCase alone = live().says(AnswerKind::itself, "MQTT CONNACK 0");
  EXPECT_EQ(alone.judged().caveats, CaveatSet{Caveat::unconfirmed});
  confirm(alone);
  EXPECT_TRUE(alone.judged().caveats.empty());
}

}  // namespace
}  // namespace oakprobe::diagnosis::test
