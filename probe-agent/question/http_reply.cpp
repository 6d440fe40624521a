#include "probe-agent/question/http_reply.hpp"

#include "base/ascii.hpp"
#include "probe-agent/question/json_shape.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

namespace oakprobe::agent {
namespace {

using evidence::AnswerKind;
using namespace std::string_view_literals;

// Application servers of Python, under which Oakestra's components run.
constexpr std::array application_servers{
    "gunicorn"sv, "werkzeug"sv, "uvicorn"sv, "hypercorn"sv, "waitress"sv, "eventlet"sv};

// Servers that no component of Oakestra runs under, and that stand before none.
constexpr std::array strangers{
    "miniserv"sv,
    "simplehttp"sv,
    "basehttp"sv,
    "wsgiserver"sv,
    "lighttpd"sv,
    "uhttpd"sv,
    "mini_httpd"sv,
    "micro_httpd"sv,
    "thttpd"sv,
    "boa/"sv,
    "goahead"sv,
    "jetty"sv,
    "microsoft-"sv,
    "squid"sv,
    "cockpit"sv};

// Pages that a server shows before anybody gave it one of their own.
constexpr std::array default_pages{
    "Welcome to nginx"sv,
    "Directory listing for"sv,
    "Apache2 Debian Default Page"sv,
    "Apache2 Ubuntu Default Page"sv,
    "<h1>It works!</h1>"sv,
    "<title>Index of /"sv,
    "HTTP Server Test Page"sv,
    "Caddy works!"sv};

// How Werkzeug's errors begin to explain themselves; Apache's, for one, say "on this server".
constexpr std::array flask_errors{
    "The requested URL was not found on the server. If you entered"sv,
    "The method is not allowed for the requested URL."sv,
    "The server encountered an internal error and was unable to complete your request."sv,
    "The browser (or proxy) sent a request that this server could not understand."sv};

bool same_letter(char a, char b) { return lower(a) == lower(b); }

bool starts_like(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         std::ranges::equal(text.substr(0, start.size()), start, same_letter);
}

bool is_one_of(std::string_view server, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [&](auto name) { return starts_like(server, name); });
}

bool has_one_of(std::string_view body, std::span<const std::string_view> phrases) {
  return std::ranges::any_of(phrases, [&](auto phrase) {
    return body.find(phrase) != std::string_view::npos;
  });
}

std::string_view host_in(std::string_view location) {
  const auto scheme = location.find("//");
  if (scheme == std::string_view::npos || location.starts_with('/')) {
    return location.starts_with("//") ? location.substr(2, location.find('/', 2) - 2) : "";
  }
  location.remove_prefix(scheme + 2);
  return location.substr(0, location.find_first_of("/?#"));
}

std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  const bool in_brackets = host.find(']') != std::string_view::npos;
  if (colon == std::string_view::npos || (in_brackets && colon < host.find(']'))) return host;
  return host.substr(0, colon);
}

bool is_redirect(const HttpReply& reply) { return reply.status >= 300 && reply.status < 400; }
bool is_success(const HttpReply& reply) { return reply.status >= 200 && reply.status < 300; }

// Nothing of Oakestra sends its clients to another machine, or speaks of a server behind it.
bool is_gate(const HttpReply& reply, std::string_view asked) {
  switch (reply.status) {
    case 407:  // proxy authentication required
    case 502:  // bad gateway
    case 504:  // gateway timeout
    case 511:  // network authentication required
      return true;
    default:
      break;
  }
  const std::string_view host = host_in(reply.location);
  return is_redirect(reply) && !host.empty() &&
         !std::ranges::equal(without_port(host), without_port(asked), same_letter);
}

bool is_flask_error(const HttpReply& reply) {
  if (reply.status < 400) return false;
  return has_one_of(reply.body, flask_errors) || is_json_error(reply.body);
}

AnswerKind judge_page(const HttpReply& reply) {
  if (is_success(reply) && reply.is_whole) {
    return is_json(reply.body) ? AnswerKind::doubtful : AnswerKind::itself;
  }
  return AnswerKind::doubtful;
}

// Of a server under which Oakestra's components run, or that does not say what it is.
AnswerKind judge_application(const HttpReply& reply, const KnownAnswer& known) {
  const bool named = !reply.server.empty();
  if (known.shape == AnswerShape::missing && reply.status == 404 && named)
    return AnswerKind::itself;
  if (known.shape == AnswerShape::application && reply.status < 500) return AnswerKind::itself;
  if (!is_success(reply) || !reply.is_whole) return AnswerKind::doubtful;
  if (known.shape == AnswerShape::title && !title_of(reply.body).empty()) return AnswerKind::other;
  return is_json(reply.body) ? AnswerKind::doubtful : AnswerKind::other;
}

AnswerKind kind_of(const HttpReply& reply, const KnownAnswer& known, std::string_view asked) {
  if (known.shape == AnswerShape::any) return AnswerKind::itself;
  if (is_gate(reply, asked)) return AnswerKind::other;
  // A proxy in front, which speaks TLS for it, hands such on.
  if (is_flask_error(reply)) {
    const bool wanted = known.shape == AnswerShape::missing && reply.status == 404;
    return wanted ? AnswerKind::itself : AnswerKind::doubtful;
  }
  if (is_success(reply) && has_shape(reply.body, reply.is_whole, known) && !known.words.empty())
    return AnswerKind::itself;
  const bool is_stranger =
      is_one_of(reply.server, strangers) || has_one_of(reply.body, default_pages);
  if (is_stranger) return AnswerKind::other;
  if (known.shape == AnswerShape::page) return judge_page(reply);
  if (reply.server.empty() || is_one_of(reply.server, application_servers))
    return judge_application(reply, known);
  // What a proxy in front would hand on was told above.
  return reply.is_whole ? AnswerKind::other : AnswerKind::doubtful;
}

}  // namespace

Answer judge_reply(const HttpReply& reply, const KnownAnswer& known, std::string_view asked) {
  Answer answer;
  answer.kind = kind_of(reply, known, asked);
  std::string text =
      "HTTP/1." + std::to_string(reply.version % 10) + " " + std::to_string(reply.status);
  if (answer.kind != AnswerKind::itself) {
    if (is_redirect(reply) && !reply.location.empty()) text.append(" to ").append(reply.location);
    if (!reply.server.empty()) text.append(", ").append(reply.server);
    const std::string title = is_success(reply) ? title_of(reply.body) : "";
    if (!title.empty()) text.append(", ").append(title);
  }
  answer.said = said(text);
  return answer;
}

}  // namespace oakprobe::agent
