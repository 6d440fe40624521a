#include "tests/coordinator/serve/server_case.hpp"

#include <future>

namespace oakprobe::serve {
namespace {

namespace http = boost::beast::http;

using AServer = ServerCase;

TEST_F(AServer, ServesThePage) {
  start();
  const Response index = get("/");
  EXPECT_EQ(index.result_int(), 200U);
  EXPECT_EQ(index.body(), "<!doctype html>index");
  EXPECT_EQ(index[http::field::content_type], "text/html; charset=utf-8");
  EXPECT_EQ(index[http::field::cache_control], "no-cache");
  EXPECT_EQ(index[http::field::etag], "W/\"index-1\"");

  const Response packed = get("/assets/app-4f1c.js", "Accept-Encoding: gzip, br\r\n");
  EXPECT_EQ(packed[http::field::content_encoding], "gzip");
  EXPECT_EQ(packed[http::field::cache_control], "public, max-age=31536000, immutable");
  EXPECT_EQ(packed[http::field::vary], "Accept-Encoding");
  EXPECT_EQ(unzipped(packed.body(), 100), "script()");

  EXPECT_EQ(get("/assets/app-0000.js").result_int(), 404U);
  EXPECT_EQ(get("/", "If-None-Match: \"index-1\"\r\n").result_int(), 304U);
  EXPECT_EQ(source_.asked(), 0U);
}

TEST_F(AServer, KeepsThePageToItself) {
  start();
  for (const std::string target : {"/", "/api/v1/runs", "/none", "/healthz", "/%"}) {
    const Response response = get(target);
    const std::string policy(response["Content-Security-Policy"]);
    EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self';")) << target;
    EXPECT_EQ(response["X-Content-Type-Options"], "nosniff") << target;
    EXPECT_EQ(response["Referrer-Policy"], "no-referrer") << target;
    EXPECT_EQ(response["Cross-Origin-Resource-Policy"], "same-origin") << target;
    EXPECT_EQ(response.count("Set-Cookie"), 0U) << target;
    EXPECT_EQ(response.count("Access-Control-Allow-Origin"), 0U) << target;
    EXPECT_EQ(response.count(http::field::date), 1U) << target;
  }
}

TEST_F(AServer, AsksTheDataSource) {
  start();
  const Response answered = get("/api/v1/path/flow/w%201/w2?since=2h&until=a%26b");
  EXPECT_EQ(answered.result_int(), 200U);
  EXPECT_EQ(answered.body(), "[path][flow][w 1][w2] since=2h until=a&b");
  EXPECT_EQ(answered[http::field::content_type], "application/json; charset=utf-8");
  EXPECT_EQ(answered[http::field::cache_control], "private, no-cache");
  const std::string tag(answered[http::field::etag]);
  const std::string again = "If-None-Match: " + tag + "\r\n";
  EXPECT_EQ(get("/api/v1/path/flow/w%201/w2?since=2h&until=a%26b", again).result_int(), 304U);
  EXPECT_EQ(get("/api/v1/runs", again).result_int(), 200U);

  const Response none = get("/api/v1/none");
  EXPECT_EQ(none.result_int(), 404U);
  EXPECT_EQ(none.body(), R"({"error":{"code":"not-found","message":"no such thing"}})");
  EXPECT_EQ(none.count(http::field::etag), 0U);
  EXPECT_EQ(get("/api/v1/throw").result_int(), 500U);
  const Response short_of_memory = get("/api/v1/no-memory");
  EXPECT_EQ(short_of_memory.result_int(), 503U);
  EXPECT_EQ(short_of_memory[http::field::retry_after], "2");
  EXPECT_EQ(get("/api/v1").result_int(), 404U);
  EXPECT_EQ(get("/api/v2/runs").result_int(), 404U);
}

TEST_F(AServer, PacksWhatIsLarge) {
  start();
  const Response packed = get("/api/v1/big", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(packed[http::field::content_encoding], "gzip");
  EXPECT_EQ(unzipped(packed.body(), 9'000'000)->size(), std::size_t{8} * 1024 * 1024);
  EXPECT_EQ(get("/api/v1/big").body().size(), std::size_t{8} * 1024 * 1024);
  const Response small = get("/api/v1/runs", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(small.count(http::field::content_encoding), 0U);
}

TEST_F(AServer, TellsHowItIs) {
  start();
  EXPECT_EQ(get("/healthz").body(), "ok\n");
  EXPECT_EQ(get("/readyz").result_int(), 200U);
  EXPECT_EQ(get("/metrics").body(), "oakprobe_up 1\n# EOF\n");
  EXPECT_EQ(
      get("/metrics")[http::field::content_type],
      "application/openmetrics-text; version=1.0.0; charset=utf-8"
  );
  server_.reset();
  source_.metrics_answer = refusal(503, "no-run", "no run is stored yet");
  source_.trouble_text = "the history can't be read";
  start();
  EXPECT_EQ(get("/healthz").result_int(), 200U);
  EXPECT_EQ(get("/readyz").result_int(), 503U);
  EXPECT_EQ(get("/readyz").body(), "the history can't be read\n");
  EXPECT_EQ(get("/metrics").result_int(), 503U);
  EXPECT_EQ(get("/metrics").body(), source_.metrics_answer.body);
  EXPECT_EQ(get("/metrics")[http::field::content_type], "application/json; charset=utf-8");
}

TEST_F(AServer, AnswersHeadWithoutBody) {
  start();
  for (const std::string target : {"/", "/api/v1/runs", "/none", "/api/v1/events"}) {
    const Response response = head(target);
    EXPECT_EQ(response.result_int(), target == "/none" ? 404U : 200U) << target;
    EXPECT_TRUE(response.body().empty()) << target;
  }
  EXPECT_EQ(head("/")[http::field::content_length], "20");
}

TEST_F(AServer, RefusesOtherMethods) {
  start();
  for (const std::string method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "FOO"}) {
    Client asking = client();
    asking.send(request("/api/v1/runs", "", method));
    const auto refused = asking.receive();
    ASSERT_TRUE(refused) << method;
    EXPECT_EQ(refused->result_int(), 405U) << method;
    EXPECT_EQ((*refused)[http::field::allow], "GET, HEAD") << method;
  }
}

TEST_F(AServer, ServesOneRequestAfterAnother) {
  start();
  Client asking = client();
  asking.send(request("/api/v1/a") + request("/healthz") + request("/api/v1/b"));
  EXPECT_EQ(asking.receive().value_or(Response()).body(), "[a]");
  EXPECT_EQ(asking.receive().value_or(Response()).body(), "ok\n");
  EXPECT_EQ(asking.receive().value_or(Response()).body(), "[b]");
  asking.send("GET /api/v1/c HTTP/1.1\r\nHost: [::1]:1\r\nConnection: close\r\n\r\n");
  const auto last = asking.receive();
  ASSERT_TRUE(last);
  EXPECT_FALSE(last->keep_alive());
  EXPECT_TRUE(asking.is_ended());

  Client old = client();
  old.send("GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(old.receive().value_or(Response()).body(), "ok\n");
  EXPECT_TRUE(old.is_ended());
}

TEST_F(AServer, AsksTheSameOnce) {
  start();
  Client first = client();
  first.send(request("/api/v1/wait"));
  source_.wait_until_asked(1);
  std::vector<Client> others;
  for (int at = 0; at < 10; ++at) {
    others.push_back(client());
    others.back().send(request("/api/v1/same"));
  }
  EXPECT_EQ(get("/healthz").result_int(), 200U);  // the network does not wait for the data
  source_.let_go();
  EXPECT_EQ(first.receive().value_or(Response()).body(), "[wait]");
  for (Client& other : others) EXPECT_EQ(other.receive().value_or(Response()).body(), "[same]");
  EXPECT_LE(source_.asked(), 11U);
}

TEST_F(AServer, IsBusyWhenTooMuchIsAsked) {
  settings_.limits.questions_max = 1;
  start();
  Client first = client();
  first.send(request("/api/v1/wait"));
  source_.wait_until_asked(1);
  const Response busy = get("/api/v1/a");
  EXPECT_EQ(busy.result_int(), 503U);
  EXPECT_EQ(busy[http::field::retry_after], "2");
  EXPECT_EQ(get("/readyz").result_int(), 503U);
  EXPECT_EQ(get("/healthz").result_int(), 200U);
  source_.let_go();
  EXPECT_EQ(first.receive().value_or(Response()).body(), "[wait]");
  EXPECT_EQ(get("/api/v1/a").body(), "[a]");
}

TEST_F(AServer, EndsInOrder) {
  start();
  Client idle = client();
  Client listener = client();
  listener.send(request("/api/v1/events"));
  EXPECT_NE(listener.until("retry: 2000\n\n"), "");
  Client asking = client();
  asking.send(request("/api/v1/wait"));
  source_.wait_until_asked(1);
  auto ended = std::async(std::launch::async, [this] { server_.reset(); });
  EXPECT_TRUE(idle.is_ended());
  EXPECT_TRUE(listener.is_ended());
  EXPECT_TRUE(asking.is_ended());
  source_.let_go();
  ended.get();
}

TEST_F(AServer, ListensWhereNobodyElseDoes) {
  start();
  ServerSettings same;
  same.listen = server_->endpoint();
  EXPECT_NE(same.listen.port, 0);
  const auto taken = Server::start(same, source_);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error(), boost::system::errc::address_in_use);
}

}  // namespace
}  // namespace oakprobe::serve
