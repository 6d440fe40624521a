#include "tests/coordinator/serve/server_case.hpp"

namespace oakprobe::serve {
namespace {

namespace http = boost::beast::http;

class AServerWithToken : public ServerCase {
 protected:
  AServerWithToken() { settings_.token = "0123456789abcdef"; }
};

TEST_F(AServerWithToken, WantsIt) {
  start();
  for (const std::string target :
       {"/",
        "/assets/app-4f1c.js",
        "/api/v1/runs",
        "/api/v1/events",
        "/metrics",
        "/readyz",
        "/none"}) {
    Client asking = client();
    asking.send(request(target));
    const auto refused = asking.receive();
    ASSERT_TRUE(refused) << target;
    EXPECT_EQ(refused->result_int(), 401U) << target;
    std::vector<std::string> ways;
    for (auto [at, end] = refused->equal_range(http::field::www_authenticate); at != end; ++at)
      ways.emplace_back(at->value());
    EXPECT_EQ(
        ways,
        (std::vector<std::string>{
            R"(Basic realm="Oakprobe", charset="UTF-8")", R"(Bearer realm="Oakprobe")"})
    );
  }
  EXPECT_EQ(source_.asked(), 0U);
  EXPECT_EQ(get("/healthz").result_int(), 200U);
}

TEST_F(AServerWithToken, TellsNothingElseWithoutIt) {
  start();
  const std::string line = "GET /api/v1/runs HTTP/1.1\r\n";
  const std::string host = "Host: localhost\r\n";
  for (const std::string& sent :
       {line + "\r\n",
        line + host + host + "\r\n",
        "GET /%zz HTTP/1.1\r\n" + host + "\r\n",
        "GET http://localhost/ HTTP/1.1\r\n" + host + "\r\n",
        "DELETE / HTTP/1.1\r\n" + host + "\r\n",
        line + host + "Sec-Fetch-Site: cross-site\r\n\r\n"}) {
    Client asking = client();
    asking.send(sent);
    EXPECT_EQ(asking.receive().value_or(Response()).result_int(), 401U) << sent;
  }
  for (const std::string body :
       {"Content-Length: 5\r\n",
        "Content-Length: 99999999999\r\n",
        "Transfer-Encoding: chunked\r\n"}) {
    Client asking = client();
    asking.send(line + host + body + "\r\n0\r\n\r\n" + request("/healthz"));
    EXPECT_EQ(asking.receive().value_or(Response()).result_int(), 401U) << body;
    EXPECT_EQ(asking.rest(), "") << body;
  }
  EXPECT_EQ(get("/healthz", "Sec-Fetch-Site: cross-site\r\n").result_int(), 200U);
}

TEST_F(AServerWithToken, TakesItInBothWays) {
  start();
  EXPECT_EQ(get("/", "Authorization: Bearer 0123456789abcdef\r\n").result_int(), 200U);
  EXPECT_EQ(get("/", "Authorization: Basic eDowMTIzNDU2Nzg5YWJjZGVm\r\n").result_int(), 200U);
  EXPECT_EQ(get("/", "Authorization: Bearer 0123456789abcdeg\r\n").result_int(), 401U);
  EXPECT_EQ(get("/?token=0123456789abcdef").result_int(), 401U);
}

TEST_F(AServerWithToken, IsCalledByAnyName) {
  start();
  Client asking = client();
  asking.send(
      "GET /metrics HTTP/1.1\r\nHost: oakprobe.example.org\r\n"
      "Authorization: Bearer 0123456789abcdef\r\n\r\n"
  );
  EXPECT_EQ(asking.receive().value_or(Response()).result_int(), 200U);
}

using AServerWithoutToken = ServerCase;

TEST_F(AServerWithoutToken, IsCalledByThisMachinesNames) {
  start();
  for (const auto& [hosts, status] : std::vector<std::pair<std::string, unsigned>>{
           {"Host: 127.0.0.1:1\r\n", 200},
           {"Host: localhost\r\n", 200},
           {"Host: rebound.example.org:8970\r\n", 421},
           {"Host: \r\n", 421},
           {"", 400},
           {"Host: localhost\r\nHost: rebound.example.org\r\n", 400}}) {
    Client asking = client();
    asking.send("GET / HTTP/1.1\r\n" + hosts + "\r\n");
    EXPECT_EQ(asking.receive().value_or(Response()).result_int(), status) << hosts;
  }
}

TEST_F(AServerWithoutToken, AnswersNoOtherSitesScripts) {
  start();
  const std::string elsewhere = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: ";
  EXPECT_EQ(get("/api/v1/events", elsewhere + "cors\r\n").result_int(), 403U);
  EXPECT_EQ(get("/", elsewhere + "navigate\r\n").result_int(), 200U);
}

}  // namespace
}  // namespace oakprobe::serve
