#include "tests/support/probe_keys.hpp"
#include "tests/support/scripted_coordinator.hpp"
#include "tests/support/scripted_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <set>

namespace oakprobe::agent {
namespace {

using namespace std::string_literals;
using enum evidence::AnswerKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using testing_support::ScriptedCoordinator;
using testing_support::ScriptedService;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]";

// An agent that asks a scripted service, both in this thread.
class LiveQuestions : public testing::Test {
 protected:
  evidence::DialEvidence ask(Service service, std::uint32_t timeout_ms = 1'000) {
    agent_.arm(hello(), {});
    agent_.ask<wire::Probed>(plan(service, timeout_ms));
    evidence_ = agent_.evidence();
    return evidence_.dials.at(0);
  }

  static wire::Hello hello() {
    wire::Hello out;
    out.run = 7;
    out.node = NodeId{0};
    out.name = "w1";
    return out;
  }

  wire::Probe plan(Service service, std::uint32_t timeout_ms) const {
    wire::PlannedPath path;
    path.path = {FlowId{0}, NodeId{0}, NodeId{1}};
    path.port = service_.port();
    path.mode = evidence::DialMode::question;
    wire::Probe out;
    out.addresses = {boost::asio::ip::make_address("127.0.0.1")};
    out.nodes = 2;
    out.questions = {{service, std::string(evidence::clusters_request), false}};
    out.paths = {path};
    out.attempts = 2;
    out.timeout_ms = timeout_ms;
    testing_support::give_keys(out);
    return out;
  }

  boost::asio::io_context io_;
  ScriptedService service_{io_};
  ScriptedCoordinator agent_{io_};
  evidence::NodeEvidence evidence_;
};

TEST_F(LiveQuestions, AreAnsweredAndLeftInOrder) {
  service_.answers = {ok};
  const auto seen = ask(Service::http);
  ASSERT_TRUE(seen.service.has_value());
  EXPECT_EQ(seen.service->kind, itself);
  EXPECT_EQ(seen.service->said, "HTTP/1.1 200");
  EXPECT_EQ(seen.service->attempts.count(), 2);
  EXPECT_EQ(seen.connected.count(), 2);
  EXPECT_THAT(seen.failures, IsEmpty());
  ASSERT_EQ(service_.visits.size(), 2U);
  for (const auto& visit : service_.visits) {
    EXPECT_THAT(visit.bytes, StartsWith("GET /api/clusters/ HTTP/1.1\r\n"));
    EXPECT_FALSE(visit.reset);
  }
}

TEST_F(LiveQuestions, BringHomeTheClustersThatTheRootKnows) {
  const std::string list =
      R"([{"cluster_name":"edge-a","ip":"192.0.2.20","port":"10100","active":true}])";
  service_.answers = {
      "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(list.size()) + "\r\n\r\n" + list};
  ask(Service::http);
  EXPECT_THAT(
      evidence_.clusters, ElementsAre(evidence::KnownCluster{"edge-a", "192.0.2.20", 10'100, true})
  );
}

TEST_F(LiveQuestions, OfABrokerEndWithDisconnect) {
  service_.answers = {"\x20\x02\0\0"s};
  const auto seen = ask(Service::mqtt);
  EXPECT_EQ(seen.service->kind, itself);
  EXPECT_EQ(seen.service->follow_ups, 0);
  std::set<std::string> clients;
  for (const auto& visit : service_.visits) {
    EXPECT_THAT(visit.bytes, HasSubstr("MQTT"));
    EXPECT_TRUE(visit.bytes.ends_with("\xe0\0"s));
    EXPECT_FALSE(visit.reset);
    clients.insert(visit.bytes.substr(14, 23));
  }
  EXPECT_EQ(clients.size(), 2U) << "each connection has a client id of its own";
}

TEST_F(LiveQuestions, AreFollowedUpOnceWhereTheServiceHangsUp) {
  // A broker takes no HTTP: it hangs up, and says who it is when asked in MQTT.
  service_.answers = {"", "\x20\x02\0\0"s, ""};
  const auto seen = ask(Service::http);
  EXPECT_EQ(seen.service->kind, other);
  EXPECT_EQ(seen.service->said, "MQTT CONNACK 0");
  EXPECT_EQ(seen.service->follow_ups, 1);
  EXPECT_EQ(service_.visits.size(), 3U) << "two attempts and one follow-up";
}

TEST_F(LiveQuestions, ToABrokerThatHangsUpGoOnInTls) {
  service_.answers = {""};
  const auto seen = ask(Service::mqtt);
  EXPECT_EQ(seen.service->kind, closed);
  ASSERT_EQ(service_.visits.size(), 3U);
  EXPECT_THAT(service_.visits[0].bytes, StartsWith("\x10"));
  EXPECT_THAT(service_.visits[1].bytes, StartsWith("\x16\x03")) << "ClientHello";
}

TEST_F(LiveQuestions, AreNotPutTwiceToASilentService) {
  service_.silent = true;
  const auto seen = ask(Service::http, 300);
  EXPECT_EQ(seen.service->kind, silent);
  EXPECT_EQ(seen.connected.count(), 2);
  ASSERT_EQ(service_.visits.size(), 2U);
  EXPECT_THAT(service_.visits[0].bytes, StartsWith("GET "));
  EXPECT_EQ(service_.visits[1].bytes, "") << "connected to, and left at once";
  for (const auto& visit : service_.visits) EXPECT_FALSE(visit.reset);
}

TEST_F(LiveQuestions, ReadNoMoreThanASecondOfAnEndlessAnswer) {
  service_.answers = {"HTTP/1.1 200 OK\r\n\r\n" + std::string(1'000'000, 'x')};
  const auto seen = ask(Service::http, 300);
  EXPECT_EQ(seen.service->kind, itself);
}

TEST_F(LiveQuestions, GetARefusalWhereNothingListens) {
  service_.close();
  const auto seen = ask(Service::http);
  EXPECT_FALSE(seen.service.has_value());
  ASSERT_EQ(seen.failures.size(), 2U);
  EXPECT_EQ(seen.failures[1].stage, evidence::DialStage::connect);
  EXPECT_EQ(seen.failures[1].error, ECONNREFUSED);
  EXPECT_EQ(seen.failures[1].attempt, 1);
}

}  // namespace
}  // namespace oakprobe::agent
