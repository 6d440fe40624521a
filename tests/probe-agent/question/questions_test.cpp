#include "probe-agent/question/grpc_question.hpp"
#include "probe-agent/question/http_question.hpp"
#include "probe-agent/question/mqtt_question.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <variant>

namespace oakprobe::agent {
namespace {

using namespace std::string_literals;
using enum evidence::AnswerKind;
using Machine = std::variant<HttpQuestion, GrpcQuestion, MqttQuestion>;

Machine http() { return HttpQuestion("192.0.2.10:10000", "/api/clusters/"); }
Machine grpc() { return GrpcQuestion(); }
Machine mqtt() { return MqttQuestion("oakprobe-0123456789"); }

// What the machine makes of these bytes, when nothing more comes.
Answer answer_to(Machine machine, std::string_view bytes, std::size_t piece) {
  return std::visit(
      [&](auto& question) {
        while (!bytes.empty()) {
          question.take(bytes.substr(0, piece));
          bytes.remove_prefix(std::min(piece, bytes.size()));
        }
        return question.answer() ? *question.answer() : question.unfinished();
      },
      machine
  );
}

TEST(Questions, TellTheirServiceFromOthers) {
  struct Row {
    const char* name;
    std::function<Machine()> machine;
    std::string bytes;
    evidence::AnswerKind kind;
    std::string said;
  };
  const std::string ssh = "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n";
  const std::string connack = "\x20\x02\0\0"s;
  const std::string settings = "\0\0\x0c\x04\0\0\0\0\0\0\x03\0\0\0\x64\0\x04\0\0\xff\xff"s;
  const std::string bad_request = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
  const std::string tls_alert = "\x15\x03\x01\0\x02\x02\x46"s;
  const Row rows[] = {
      {"http: 200", http, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", itself, "HTTP/1.1 200"},
      {"http: 404 is an answer", http, "HTTP/1.0 404 Nope\r\n\r\n", itself, "HTTP/1.0 404"},
      {"http: the head suffices",
       http,
       "HTTP/1.1 500 E\r\nA: b\r\n\r\nhalf",
       itself,
       "HTTP/1.1 500"},
      {"http: half a head", http, "HTTP/1.1 200 OK\r\nServ", unclear, "HTTP/1.1 200 OK"},
      {"http: half a word", http, "HT", unclear, "HT"},
      {"http: ssh", http, ssh, other, "SSH-2.0-OpenSSH_9.2p1 Debian-2"},
      {"http: mail", http, "220 mx ESMTP\r\n", other, "220 mx ESMTP"},
      {"http: redis", http, "-ERR unknown command\r\n", other, "-ERR unknown command"},
      {"http: tls", http, tls_alert, other, "TLS alert"},
      {"http: a broker", http, connack, other, "MQTT CONNACK"},
      {"http: bytes", http, "\x01\x02\xff", other, "0x0102ff"},
      {"http: another version", http, "HTTP/3.7 200 OK\r\n\r\n", other, "HTTP/3.7 200 OK"},
      {"grpc: settings", grpc, settings, itself, "HTTP/2 SETTINGS"},
      {"grpc: no settings set", grpc, "\0\0\0\x04\0\0\0\0\0"s, itself, "HTTP/2 SETTINGS"},
      {"grpc: half a frame", grpc, settings.substr(0, 4), unclear, "0x00000c04"},
      {"grpc: another frame",
       grpc,
       "\0\0\x08\x06\0\0\0\0\0\0\0\0\0\0\0\0\0"s,
       other,
       "0x0000080600000000000000000000000000"s.substr(0, 34)},
      {"grpc: an odd length", grpc, "\0\0\x05\x04\0\0\0\0\0"s, other, "0x000005040000000000"},
      {"grpc: http/1", grpc, bad_request, other, "HTTP/1.1 400 Bad Request"},
      {"grpc: ssh", grpc, ssh, other, "SSH-2.0-OpenSSH_9.2p1 Debian-2"},
      {"mqtt: accepted", mqtt, connack, itself, "MQTT CONNACK 0"},
      {"mqtt: not authorized is a broker", mqtt, "\x20\x02\0\x05"s, itself, "MQTT CONNACK 5"},
      {"mqtt: properties", mqtt, "\x20\x03\0\x84\0"s, itself, "MQTT CONNACK 132"},
      {"mqtt: half", mqtt, "\x20\x02"s, unclear, "0x2002"},
      {"mqtt: http", mqtt, bad_request, other, "HTTP/1.1 400 Bad Request"},
      {"mqtt: tls", mqtt, tls_alert, other, "TLS alert"},
      {"mqtt: a line without an end", mqtt, "hello", other, "hello"},
      {"mqtt: another packet", mqtt, "\xd0\0"s, other, "0xd000"},
  };
  for (const Row& row : rows) {
    for (const std::size_t piece : {1U, 3U, 1'000U}) {
      SCOPED_TRACE(row.name + (" in pieces of " + std::to_string(piece)));
      const Answer answer = answer_to(row.machine(), row.bytes, piece);
      EXPECT_EQ(to_string(answer.kind), to_string(row.kind));
      EXPECT_EQ(answer.said, row.said);
    }
  }
}

TEST(HttpQuestion, TellsOakestraFromOtherServers) {
  struct Row {
    const char* name;
    KnownAnswer known;
    std::string bytes;
    evidence::AnswerKind kind;
  };
  const KnownAnswer list{AnswerShape::list, {"cluster_name", "ip"}};
  const KnownAnswer object{AnswerShape::object, {"cluster_name", "cluster_id"}};
  const KnownAnswer title{AnswerShape::title, {"Oakestra Root Service Manager"}};
  const KnownAnswer missing{AnswerShape::missing, {}};
  const KnownAnswer page{AnswerShape::page, {}};
  const KnownAnswer application{AnswerShape::application, {}};
  const auto reply = [](const std::string& status, const std::string& head, std::string body) {
    return "HTTP/1.1 " + status + "\r\n" + head + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  };
  const std::string gunicorn = "Server: gunicorn\r\n";
  const std::string nginx = "Server: nginx/1.22.1\r\n";
  const std::string python = "Server: SimpleHTTP/0.6 Python/3.11.2\r\n";
  const std::string clusters = R"([{"cluster_name": "a", "ip": "192.0.2.20", "x": [[[[1]]]]}])";
  const std::string flask =
      "<h1>Not Found</h1><p>The requested URL was not found on the server. If you entered the URL "
      "manually please check";
  const std::string welcome = "<title>Welcome to nginx!</title>";
  const Row rows[] = {
      {"clusters", list, reply("200 OK", gunicorn, clusters), itself},
      {"clusters, quoted",
       list,
       reply("200 OK", gunicorn, R"("[{\"cluster_name\":1,\"ip\":2}]")"),
       itself},
      {"no clusters yet", list, reply("200 OK", gunicorn, "[]"), itself},
      {"clusters through a proxy", list, reply("200 OK", nginx, clusters), itself},
      {"clusters, cut off",
       list,
       "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n[{\"cluster",
       doubtful},
      {"other JSON", list, reply("200 OK", gunicorn, R"([{"name": 1}])"), doubtful},
      {"other JSON of nginx", list, reply("200 OK", nginx, R"([{"name": 1}])"), other},
      {"a page of gunicorn", list, reply("200 OK", gunicorn, "<html>"), other},
      {"gunicorn 500", list, reply("500 E", gunicorn, "<h1>Internal"), doubtful},
      {"gunicorn 503", list, reply("503 E", gunicorn, ""), doubtful},
      {"401", list, reply("401 E", gunicorn, "{}"), doubtful},
      {"503 of nobody", list, reply("503 E", "", "<h1>503"), doubtful},
      {"Webmin",
       list,
       "HTTP/1.0 200 Document follows\r\nServer: MiniServ/2.105\r\n\r\n<html>",
       other},
      {"python, 404", list, reply("404 File not found", python, "<html>"), other},
      {"python, listing", missing, reply("200 OK", python, "Directory listing for /"), other},
      {"portal", list, reply("302 Found", "Location: http://portal.example/login\r\n", ""), other},
      {"portal by port",
       list,
       reply("302 Found", "Location: http://192.0.2.1:10000/\r\n", ""),
       other},
      {"portal, 511", list, reply("511 Login", "", ""), other},
      {"to TLS", list, reply("301 Moved", "Location: https://192.0.2.10/\r\n", ""), doubtful},
      {"bad gateway", list, reply("502 Bad Gateway", nginx, "<center>nginx</center>"), other},
      {"proxy", list, reply("407 Proxy", "", ""), other},
      {"nginx, 404", object, reply("404 Not Found", nginx, "<center>nginx</center>"), other},
      {"nginx's first page", object, reply("200 OK", nginx, welcome), other},
      {"status",
       object,
       reply("200 OK", gunicorn, R"({"cluster_name": 1, "cluster_id": 2})"),
       itself},
      {"older release", object, reply("404 NOT FOUND", gunicorn, flask), doubtful},
      {"older release behind a proxy", object, reply("404 NOT FOUND", nginx, flask), doubtful},
      {"title",
       title,
       reply("200 OK", gunicorn, R"({"info": {"title": "Oakestra Root Service Manager"}})"),
       itself},
      {"other title",
       title,
       reply("200 OK", gunicorn, R"({"info": {"title": "Oakestra root api"}})"),
       other},
      {"nothing to GET", missing, reply("404 NOT FOUND", "", flask), itself},
      {"nothing to GET, JSON",
       missing,
       reply("404 NOT FOUND", gunicorn, R"({"message": 1})"),
       itself},
      {"nothing to GET of nginx", missing, reply("404 Not Found", nginx, "<center>"), other},
      {"dashboard", page, reply("200 OK", nginx, "<!doctype html><html>"), itself},
      {"no dashboard yet", page, reply("200 OK", nginx, welcome), other},
      {"add-ons", application, reply("200 OK", gunicorn, "ok"), itself},
      {"add-ons in trouble", application, reply("500 E", gunicorn, "ok"), doubtful},
      {"not add-ons", application, reply("200 OK", nginx, welcome), other},
      {"anybody's", {}, reply("502 Bad Gateway", nginx, ""), itself},
      {"deep", list, reply("200 OK", "", std::string(60'000, '[')), other},
  };
  for (const Row& row : rows) {
    for (const std::size_t piece : {7U, 100'000U}) {
      SCOPED_TRACE(row.name);
      HttpQuestion question("192.0.2.10:10000", "/api/clusters/", row.known);
      for (std::size_t at = 0; at < row.bytes.size(); at += piece)
        question.take(std::string_view(row.bytes).substr(at, piece));
      question.end();
      EXPECT_EQ(to_string(question.answer()->kind), to_string(row.kind)) << question.answer()->said;
    }
  }
}

TEST(HttpQuestion, AsksAtOnceAndForTheEnd) {
  const HttpQuestion question("[2001:db8::1]:10000", "/api/clusters/");
  EXPECT_EQ(
      question.opening(),
      "GET /api/clusters/ HTTP/1.1\r\nHost: [2001:db8::1]:10000\r\n"
      "User-Agent: oakprobe/" OAKPROBE_VERSION "\r\nAccept: */*\r\nConnection: close\r\n\r\n"
  );
}

TEST(HttpQuestion, ReadsTheBodyAsFarAsItMay) {
  HttpQuestion chunked("h:1", "/");
  chunked.take("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n[1,2");
  EXPECT_TRUE(chunked.wants_more());
  chunked.take("\r\n1\r\n]\r\n0\r\n\r\n");
  EXPECT_FALSE(chunked.wants_more());
  EXPECT_EQ(chunked.body(), "[1,2]");

  HttpQuestion pieces("h:1", "/");
  for (const char letter : std::string_view("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                            "2\r\n[]\r\n0\r\n\r\n")) {
    pieces.take(std::string_view(&letter, 1));
  }
  EXPECT_FALSE(pieces.wants_more());
  EXPECT_EQ(pieces.body(), "[]");

  HttpQuestion refused("h:1", "/");
  refused.take("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n[]");
  EXPECT_EQ(refused.body(), "") << "an error page is no answer to the question";

  HttpQuestion endless("h:1", "/");
  endless.take("HTTP/1.1 200 OK\r\n\r\n");
  const std::string much(10'000, 'x');
  for (int i = 0; i < 20 && endless.wants_more(); ++i) endless.take(much);
  EXPECT_FALSE(endless.wants_more());
  EXPECT_LE(endless.body().size(), http_body_bytes_max);
  EXPECT_EQ(endless.answer()->kind, itself);

  HttpQuestion extension("h:1", "/");
  extension.take("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;");
  for (int i = 0; i < 50 && extension.wants_more(); ++i) extension.take(much);
  EXPECT_FALSE(extension.wants_more()) << "a chunk's extension without end";

  HttpQuestion heads("h:1", "/");
  heads.take("HTTP/1.1 200 OK\r\n");
  for (int i = 0; i < 20 && !heads.answer(); ++i) heads.take("X-Much: " + much + "\r\n");
  EXPECT_EQ(heads.answer()->kind, unclear) << "a head without end is given up";
}

TEST(MqttQuestion, ConnectsCleanlyAndLeaves) {
  const MqttQuestion question("oakprobe-x");
  EXPECT_EQ(question.opening(), "\x10\x16\0\x04MQTT\x04\x02\0\x0a\0\x0a"s + "oakprobe-x")
      << "clean session, keep-alive of 10 s, nothing else";
  EXPECT_EQ(question.farewell(), "\xe0\0"s);
}

TEST(GrpcQuestion, OpensNoStream) {
  EXPECT_EQ(GrpcQuestion::opening(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"s + "\0\0\0\x04\0\0\0\0\0"s);
  const std::string goodbye = GrpcQuestion::farewell();
  EXPECT_EQ(goodbye.substr(0, 9), "\0\0\0\x04\x01\0\0\0\0"s) << "settings acknowledged";
  EXPECT_EQ(goodbye.substr(9, 9), "\0\0\x08\x07\0\0\0\0\0"s) << "GOAWAY";
  EXPECT_EQ(goodbye.size(), 9U + 9U + 8U);
}

TEST(Said, IsShortAndPrintable) {
  EXPECT_EQ(said(""), "");
  EXPECT_EQ(said(std::string(500, 'a')), std::string(evidence::said_bytes_max, 'a'));
  EXPECT_EQ(said("one\ntwo"), "one");
  EXPECT_EQ(said("abc\x1b[31mred"), "abc") << "no terminal is painted by a peer";
  EXPECT_EQ(said("a\x1b[31mred"), "0x611b5b33316d726564") << "a letter is no text";
  EXPECT_EQ(said("\r\n"), "0x0d0a");
}

}  // namespace
}  // namespace oakprobe::agent
