#include "probe-agent/question/conversation.hpp"

#include "probe-agent/question/cluster_list.hpp"

#include <gtest/gtest.h>

namespace oakprobe::agent {
namespace {

using namespace std::string_literals;
using enum evidence::AnswerKind;

constexpr const char* client = "oakprobe-0123456789";

Conversation ask(Service service, bool tls = false, const char* dialled = "192.0.2.10") {
  return {{service, "/api/clusters/", tls}, dialled, 10'000, client};
}

TEST(Conversation, AsksEachServiceThatIsAsked) {
  for (const ServiceCard& card : service_cards) {
    if (!card.is_asked) continue;
    EXPECT_NE(ask(card.service).take_output(), "") << to_string(card.service);
    EXPECT_EQ(ask(card.service).answer().kind, silent) << to_string(card.service);
  }
}

TEST(Conversation, SaysGoodbyeToABroker) {
  Conversation talk = ask(Service::mqtt);
  EXPECT_TRUE(talk.take_output().ends_with(client));
  EXPECT_FALSE(talk.is_over());
  EXPECT_EQ(talk.answer().kind, silent);
  talk.on_bytes("\x20\x02\0\0"s);
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.take_output(), "\xe0\0"s);
  EXPECT_EQ(talk.answer().kind, itself);
  EXPECT_FALSE(talk.follow_up());
}

TEST(Conversation, SaysNothingMoreToAStranger) {
  Conversation talk = ask(Service::mqtt);
  (void)talk.take_output();
  talk.on_bytes("220 mx ESMTP\r\n");
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.take_output(), "");
  EXPECT_EQ(talk.answer(), (Answer{other, "220 mx ESMTP"}));
}

TEST(Conversation, FollowsUpWhatHangsUp) {
  Conversation broker = ask(Service::mqtt);
  broker.on_end();
  EXPECT_EQ(broker.answer().kind, closed);
  EXPECT_EQ(broker.follow_up(), (evidence::Question{Service::mqtt, "/", true}));

  Conversation speaks_tls = ask(Service::mqtt);
  speaks_tls.on_bytes("\x15\x03\x03\0\x02\x02\x46"s);
  EXPECT_EQ(speaks_tls.follow_up(), (evidence::Question{Service::mqtt, "/", true}));

  for (const Service service : {Service::http, Service::grpc}) {
    Conversation other_service = ask(service);
    other_service.on_end();
    EXPECT_EQ(other_service.follow_up(), (evidence::Question{Service::mqtt, "/", false}));
  }
  Conversation mute = ask(Service::http);
  EXPECT_FALSE(mute.follow_up()) << "silence is no reason to ask more";
  Conversation in_tls = ask(Service::mqtt, true);
  in_tls.on_end();
  EXPECT_FALSE(in_tls.follow_up());
}

TEST(Conversation, JoinsAnswers) {
  const evidence::Question http{Service::http, "/", false};
  const evidence::Question mqtt{Service::mqtt, "/", false};
  const Answer hung_up{closed, ""};
  EXPECT_EQ(joined(hung_up, mqtt, {itself, "MQTT CONNACK 0"}), (Answer{itself, "MQTT CONNACK 0"}));
  EXPECT_EQ(joined(hung_up, mqtt, {certificate, "TLS"}), (Answer{certificate, "TLS"}));
  EXPECT_EQ(joined(hung_up, mqtt, {silent, ""}), hung_up);
  EXPECT_EQ(joined(hung_up, http, {itself, "MQTT CONNACK 0"}), (Answer{other, "MQTT CONNACK 0"}));
  EXPECT_EQ(joined(hung_up, http, {other, "SSH-2.0"}), hung_up);
}

TEST(Conversation, StartsTlsWithAClientHello) {
  Conversation talk = ask(Service::mqtt, true, "edge-a.example");
  const std::string hello = talk.take_output();
  EXPECT_EQ(hello.substr(0, 2), "\x16\x03");
  EXPECT_NE(hello.find("edge-a.example"), std::string::npos) << "the name, for proxies";
  EXPECT_EQ(hello.find(client), std::string::npos);
  EXPECT_EQ(ask(Service::mqtt, true).take_output().find("192.0.2.10"), std::string::npos);
}

TEST(Conversation, TellsTlsTrouble) {
  Conversation alert = ask(Service::mqtt, true);
  (void)alert.take_output();
  alert.on_bytes("\x15\x03\x03\0\x02\x02\x46"s);  // protocol_version
  EXPECT_TRUE(alert.is_over());
  EXPECT_EQ(alert.answer().kind, unclear);

  Conversation plain = ask(Service::mqtt, true);
  (void)plain.take_output();
  plain.on_bytes("HTTP/1.1 400 Bad Request\r\n\r\n");
  EXPECT_TRUE(plain.is_over());
  EXPECT_EQ(plain.answer(), (Answer{other, "HTTP/1.1 400 Bad Request"}));

  Conversation ended = ask(Service::mqtt, true);
  ended.on_end();
  EXPECT_EQ(ended.answer().kind, closed);
}

TEST(Conversation, KeepsTheClustersThatTheRootKnows) {
  const std::string body =
      R"([{"cluster_name": "edge-a", "ip": "192.0.2.20", "port": "10100", "active": true}])";
  const std::string head =
      "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  const evidence::KnownCluster edge_a{"edge-a", "192.0.2.20", 10'100, true};
  Conversation talk = ask(Service::http);
  talk.on_bytes(head);
  EXPECT_FALSE(talk.is_over()) << "the list is worth waiting for";
  talk.on_bytes(body);
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.clusters(), std::vector{edge_a});

  Conversation elsewhere({Service::http, "/", false}, "192.0.2.10", 80, client);
  elsewhere.on_bytes(head + body);
  EXPECT_TRUE(elsewhere.clusters().empty()) << "another question";
}

TEST(ClusterList, TakesWhatReleasesSend) {
  using List = std::vector<evidence::KnownCluster>;
  const List edge_a{{"edge-a", "192.0.2.20", 10'100, true}};
  struct Row {
    const char* name;
    std::string body;
    List list;
  };
  const Row rows[] = {
      {"a number for a port",
       R"([{"cluster_name":"edge-a","ip":"192.0.2.20","port":10100,"active":true}])",
       edge_a},
      {"quoted once more",
       R"("[{\"cluster_name\":\"edge-a\",\"ip\":\"192.0.2.20\",\"port\":\"10100\",\"active\":true}]")",
       edge_a},
      {"no port, not active", R"([{"cluster_name":"b","ip":"::1"}])", {{"b", "::1", 0, false}}},
      {"a port that is none",
       R"([{"cluster_name":"b","ip":"x","port":"70000"},{"cluster_name":"c","ip":"y","port":-1}])",
       {{"b", "x", 0, false}, {"c", "y", 0, false}}},
      {"without a name or an address", R"([{"ip":"x"},{"cluster_name":"b"},7,null])", {}},
      {"a name that is none", R"([{"cluster_name":7,"ip":"x"}])", {}},
      {"an object", R"({"clusters":[]})", {}},
      {"cut off", R"([{"cluster_name":"b","ip)", {}},
      {"nothing", "", {}},
      {"too deep", std::string(60'000, '['), {}},
      {"too long a name", R"([{"cluster_name":")" + std::string(300, 'x') + R"(","ip":"x"}])", {}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(read_cluster_list(row.body), row.list);
  }
  std::string many = "[";
  for (int i = 0; i < 1'000; ++i) many += R"({"cluster_name":"b","ip":"x"},)";
  many.back() = ']';
  EXPECT_EQ(read_cluster_list(many).size(), evidence::known_clusters_max);
}

}  // namespace
}  // namespace oakprobe::agent
