#include "coordinator/serve/next_step.hpp"

#include "base/listing.hpp"
#include "coordinator/serve/request_target.hpp"

#include <algorithm>
#include <utility>

namespace oakprobe::serve {
namespace {

namespace http = boost::beast::http;

// "api/v1/": what stands before a question.
constexpr std::size_t api_steps = 2;

constexpr std::string_view metrics_type =
    "application/openmetrics-text; version=1.0.0; charset=utf-8";

Credentials credentials_of(const RequestHeader& request) {
  return {
      request[http::field::authorization],
      request[http::field::host],
      request["Sec-Fetch-Site"],
      request["Sec-Fetch-Mode"]};
}

std::optional<Reply> refused(Admission admission) {
  switch (admission) {
    case Admission::granted:
      return std::nullopt;
    case Admission::no_token:
      return no_token();
    case Admission::strange_host:
      return strange_host();
    case Admission::strange_site:
      return strange_site();
  }
  return std::nullopt;
}

bool asks_health(const RequestTarget& target) {
  return target.path.size() == 1 && target.path[0] == "healthz";
}

bool has_one_host(const RequestHeader& request) {
  const auto hosts = request.count(http::field::host);
  return hosts == 1 || (hosts == 0 && request.version() <= 10);
}

Reply wrong_host() { return bad_request("it has one Host header"); }

Asked question(RequestTarget target) {
  // Their order means nothing, so that it makes no other question.
  std::ranges::sort(target.parameters);
  Asked asked;
  asked.key = to_text(target);
  asked.type = json_type;
  asked.trouble_type = json_type;
  Question question{std::move(target.path), std::move(target.parameters)};
  question.path.erase(question.path.begin(), question.path.begin() + api_steps);
  asked.ask = [question = std::move(question)](DataSource& source, std::size_t bytes_max) {
    return source.answer(question, bytes_max);
  };
  return asked;
}

Asked metrics() {
  return {"metrics", metrics_type, json_type, [](DataSource& source, std::size_t bytes_max) {
            return source.metrics(bytes_max);
          }};
}

Asked readiness() {
  return {"ready", text_type, text_type, [](DataSource& source, std::size_t) {
            const auto trouble = source.trouble();
            return trouble ? Answer{503, *trouble + "\n"} : Answer{200, "ready\n"};
          }};
}

}  // namespace

std::optional<Reply> not_admitted(const RequestHeader& request, const Access& access) {
  const auto admission = access.judge(credentials_of(request));
  if (admission == Admission::granted) return std::nullopt;
  if (!access.wants_token()) return has_one_host(request) ? refused(admission) : wrong_host();
  const auto target = parse_target(request.target());
  if (target && asks_health(*target)) return std::nullopt;
  return refused(admission);
}

NextStep next_step(const RequestHeader& request, const Access& access, const Page& page) {
  if (auto refusal = not_admitted(request, access)) return std::move(*refusal);
  if (!has_one_host(request)) return wrong_host();
  auto target = parse_target(request.target());
  if (!target) return bad_request(target.error().why);
  const auto& path = target->path;
  if (request.method() != http::verb::get && request.method() != http::verb::head)
    return wrong_method();
  if (asks_health(*target)) return plain_reply(200, "ok\n");
  if (path.size() == 1 && path[0] == "readyz") return readiness();
  if (path.size() == 1 && path[0] == "metrics") return metrics();
  const bool asks_api = path.size() > api_steps && path[0] == "api" && path[1] == "v1";
  if (!asks_api) return page.part(join(path, "/"), preferences_of(request));
  if (path.size() == api_steps + 1 && path[api_steps] == "events") return ToListen();
  return question(std::move(*target));
}

Preferences preferences_of(const RequestHeader& request) {
  return {request[http::field::accept_encoding], request[http::field::if_none_match]};
}

}  // namespace oakprobe::serve
