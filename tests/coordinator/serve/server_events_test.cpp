#include "coordinator/serve/event_hub.hpp"
#include "tests/coordinator/serve/server_case.hpp"

namespace oakprobe::serve {
namespace {

namespace http = boost::beast::http;

class EventsOfAServer : public ServerCase {
 protected:
  EventsOfAServer() { settings_.limits.comment_every = std::chrono::hours(1); }

  [[nodiscard]] Client listener() const {
    Client listening = client();
    listening.send(request("/api/v1/events"));
    EXPECT_NE(listening.until("\r\n\r\nretry: 2000\n\n"), "");
    return listening;
  }
};

TEST(EncodeEvent, KeepsEachLineOfItsData) {
  EXPECT_EQ(encode_event("a", "{}"), "event: a\ndata: {}\n\n");
  EXPECT_EQ(encode_event("a", "{\n}"), "event: a\ndata: {\ndata: }\n\n");
  EXPECT_EQ(encode_event("a", "b\r\nevent: c"), "event: a\ndata: b\ndata: \ndata: event: c\n\n");
}

TEST_F(EventsOfAServer, ComeInOrderToAll) {
  start();
  std::vector<Client> listeners;
  for (int at = 0; at < 20; ++at) listeners.push_back(listener());
  std::string all;
  for (int at = 0; at < 200; ++at) {
    const std::string data = "{\"at\":" + std::to_string(at) + "}";
    server_->publish("progress", data);
    all += encode_event("progress", data);
  }
  for (Client& one : listeners) EXPECT_EQ(one.until("{\"at\":199}\n\n"), all);
}

TEST_F(EventsOfAServer, AreAStream) {
  start();
  Client listening = client();
  listening.send(request("/api/v1/events"));
  const std::string head = listening.until("\r\n\r\n");
  EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos) << head;
  EXPECT_NE(head.find("Cache-Control: no-store\r\n"), std::string::npos) << head;
  EXPECT_NE(head.find("X-Accel-Buffering: no\r\n"), std::string::npos) << head;
  EXPECT_EQ(head.find("Content-Length"), std::string::npos) << head;
}

TEST_F(EventsOfAServer, HaveCommentsBetween) {
  settings_.limits.comment_every = std::chrono::milliseconds(20);
  start();
  Client listening = listener();
  EXPECT_EQ(listening.until(":\n\n:\n\n"), ":\n\n:\n\n");
}

TEST_F(EventsOfAServer, TellThatARunIsStored) {
  settings_.limits.look_every = std::chrono::milliseconds(20);
  start();
  Client listening = listener();
  source_.store_run(R"({"run":"a"})");
  EXPECT_EQ(listening.until("\n\n"), "event: run-stored\ndata: {\"run\":\"a\"}\n\n");
  source_.store_run(R"({"run":"b"})");
  EXPECT_EQ(listening.until("\n\n"), "event: run-stored\ndata: {\"run\":\"b\"}\n\n");
}

TEST_F(EventsOfAServer, AreLookedForWhenAsked) {
  start();
  Client listening = listener();
  source_.store_run(R"({"run":"a"})");
  server_->look_for_run();
  EXPECT_EQ(listening.until("\n\n"), "event: run-stored\ndata: {\"run\":\"a\"}\n\n");
}

// Or the first look would tell of an old one.
TEST_F(EventsOfAServer, NoteTheRunThatIsStoredWhenTheFirstListenerComes) {
  start();
  EXPECT_EQ(source_.noted(), 0U);
  const Client first = listener();
  EXPECT_EQ(get("/api/v1/runs").result_int(), 200U);  // which is asked after that
  EXPECT_EQ(source_.noted(), 1U);
  const Client second = listener();
  EXPECT_EQ(get("/api/v1/runs").result_int(), 200U);
  EXPECT_EQ(source_.noted(), 1U);
}

TEST_F(EventsOfAServer, AreForSoManyListeners) {
  settings_.limits.listeners_max = 2;
  start();
  Client one = listener();
  {
    Client two = listener();
    EXPECT_EQ(get("/api/v1/events").result_int(), 503U);
  }
  // Once it is seen to be gone.
  unsigned status = 503;
  while (status == 503) {
    Client three = client();
    three.send(request("/api/v1/events"));
    status = three.until("\r\n").starts_with("HTTP/1.1 200") ? 200 : 503;
  }
  server_->publish("a", "{}");
  EXPECT_EQ(one.until("\n\n"), "event: a\ndata: {}\n\n");
}

TEST_F(EventsOfAServer, DropWhoDoesNotRead) {
  start();
  Client stubborn = listener();
  Client reading = listener();
  const std::string large(64 * 1024, 'x');
  for (int at = 0; at < 500; ++at) {
    const std::string name = "a" + std::to_string(at);
    server_->publish(name, large);
    ASSERT_EQ(reading.until("\n\n"), encode_event(name, large));
  }
  const std::string seen = stubborn.rest();
  EXPECT_LT(seen.size(), 500 * large.size());
  EXPECT_TRUE(seen.starts_with("event: a0\n"));
}

TEST_F(EventsOfAServer, EndWhenTheListenerSpeaks) {
  start();
  Client listening = listener();
  listening.send(request("/healthz"));
  EXPECT_TRUE(listening.is_ended());
}

}  // namespace
}  // namespace oakprobe::serve
