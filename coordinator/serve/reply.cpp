#include "coordinator/serve/reply.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/write.hpp>

#include <array>
#include <ctime>
#include <sstream>

namespace oakprobe::serve {
namespace {

namespace http = boost::beast::http;

constexpr std::array<std::pair<const char*, const char*>, 4> on_everything{
    {{"Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
      "frame-ancestors 'none'"},
     {"X-Content-Type-Options", "nosniff"},
     {"Referrer-Policy", "no-referrer"},
     {"Cross-Origin-Resource-Policy", "same-origin"}}};

// RFC 9110 §5.6.7.
std::string date_text() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

Reply with_body(unsigned status, std::string_view type, std::string body) {
  Reply reply;
  reply.status = status;
  reply.type = type;
  auto owner = std::make_shared<const std::string>(std::move(body));
  reply.body = *owner;
  reply.owner = std::move(owner);
  return reply;
}

Reply closing(Reply reply) {
  reply.closes = true;
  return reply;
}

}  // namespace

Reply reply_of(Answer answer) {
  return with_body(answer.status, json_type, std::move(answer.body));
}

Reply plain_reply(unsigned status, std::string text) {
  return with_body(status, text_type, std::move(text));
}

Reply bad_request(std::string_view why) {
  return closing(reply_of(
      refusal(400, "bad-request", "this is no request that is understood: " + std::string(why))
  ));
}

Reply no_token() {
  Reply reply = reply_of(refusal(
      401,
      "no-token",
      "this server wants its token: as a password (of any user), or as Authorization: Bearer TOKEN"
  ));
  reply.headers.emplace_back("WWW-Authenticate", R"(Basic realm="Oakprobe", charset="UTF-8")");
  reply.headers.emplace_back("WWW-Authenticate", R"(Bearer realm="Oakprobe")");
  return reply;
}

Reply strange_host() {
  return closing(reply_of(refusal(
      421,
      "strange-host",
      "this server is for its own machine, and answers to localhost, 127.0.0.1 and [::1] alone. A "
      "proxy before it sends such a Host header, or the server is given a token (--token-file)"
  )));
}

Reply strange_site() {
  return reply_of(refusal(403, "strange-site", "another site's page may not ask"));
}

Reply wrong_method() {
  Reply reply = reply_of(refusal(405, "method-not-allowed", "GET and HEAD are all there is"));
  reply.headers.emplace_back("Allow", "GET, HEAD");
  return reply;
}

Reply nothing_there() {
  return reply_of(refusal(404, "not-found", "there is nothing of this name"));
}

Reply too_much() {
  Reply reply = reply_of(refusal(503, "busy", "too much is being asked at once; ask again soon"));
  reply.headers.emplace_back("Retry-After", "2");
  return reply;
}

Reply too_large_header() {
  return closing(reply_of(refusal(431, "header-too-large", "the request's header is too large")));
}

Reply body_refused() {
  return closing(reply_of(refusal(413, "no-body", "a request has no body here")));
}

std::string head_of(const Reply& reply, const HeadTerms& terms) {
  http::response<http::empty_body> head(http::int_to_status(reply.status), terms.version);
  head.set(http::field::date, date_text());
  for (const auto& [name, value] : on_everything) head.set(name, value);
  for (const auto& [name, value] : reply.headers) head.insert(name, value);
  if (!reply.type.empty()) head.set(http::field::content_type, reply.type);
  // 304 would tell the length of what it stands for.
  const bool has_length = !terms.ends_with_connection && reply.status != 304;
  if (has_length) head.content_length(reply.body.size());
  head.keep_alive(terms.keep_alive && !terms.ends_with_connection);
  std::ostringstream text;
  text << head.base();
  return std::move(text).str();
}

}  // namespace oakprobe::serve
