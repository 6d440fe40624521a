#include "coordinator/serve/page.hpp"

#include "base/parse_number.hpp"
#include "coordinator/serve/gzip.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace oakprobe::serve {
namespace {

constexpr std::string_view always_asked = "no-cache";
constexpr std::string_view for_ever = "public, max-age=31536000, immutable";

std::string_view without_weakness(std::string_view etag) {
  return etag.starts_with("W/") ? etag.substr(2) : etag;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// What stands before the next comma, both of which are taken away.
std::string_view take_listed(std::string_view& rest) {
  const auto comma = std::min(rest.find(','), rest.size());
  const std::string_view one = trimmed(rest.substr(0, comma));
  rest.remove_prefix(std::min(comma + 1, rest.size()));
  return one;
}

}  // namespace

// RFC 9110 §12.5.3; of weights only 0 matters here.
bool Preferences::gzip() const {
  std::optional<bool> any;
  std::string_view rest = accept_encoding;
  while (!rest.empty()) {
    std::string_view one = take_listed(rest);
    const auto semicolon = std::min(one.find(';'), one.size());
    const std::string_view coding = trimmed(one.substr(0, semicolon));
    one.remove_prefix(semicolon);
    const auto weight = one.find("q=");
    const bool wanted = weight == std::string_view::npos ||
                        parse_number<double>(trimmed(one.substr(weight + 2))).value_or(0) > 0;
    if (boost::beast::iequals(coding, "gzip")) return wanted;
    if (coding == "*") any = wanted;
  }
  return any.value_or(false);
}

bool Preferences::has(std::string_view etag) const {
  if (etag.empty()) return false;
  std::string_view rest = if_none_match;
  while (!rest.empty()) {
    const std::string_view one = take_listed(rest);
    if (one == "*" || without_weakness(one) == without_weakness(etag)) return true;
  }
  return false;
}

std::string weak(std::string_view etag) { return "W/" + std::string(without_weakness(etag)); }

Reply not_modified(std::string_view etag, std::string_view cache_control) {
  Reply reply;
  reply.status = 304;
  reply.headers.emplace_back("ETag", weak(etag));
  reply.headers.emplace_back("Cache-Control", cache_control);
  reply.headers.emplace_back("Vary", "Accept-Encoding");
  return reply;
}

Page::Page(std::span<const PagePart> parts) : parts_(parts) {
  for (const PagePart& part : parts_) {
    auto plain = unzipped(part.gzip, part_bytes_max);
    plain_.push_back(plain ? std::make_shared<const std::string>(std::move(*plain)) : nullptr);
  }
}

Reply Page::part(std::string_view name, const Preferences& wanted) const {
  if (parts_.empty() && name.empty())
    return plain_reply(
        404, "This Oakprobe was built without its page. The API is at api/v1/ (docs/serve.md).\n"
    );
  const auto part = std::ranges::find(parts_, name, &PagePart::name);
  if (part == parts_.end()) return nothing_there();
  const bool changes = !part->etag.empty();
  const std::string_view cached = changes ? always_asked : for_ever;
  if (wanted.has(part->etag)) return not_modified(part->etag, cached);
  Reply reply;
  reply.type = part->type;
  reply.body = part->gzip;
  if (wanted.gzip()) {
    reply.headers.emplace_back("Content-Encoding", "gzip");
  } else {
    const Plain& plain = plain_.at(static_cast<std::size_t>(part - parts_.begin()));
    if (plain == nullptr)
      return reply_of(refusal(500, "broken", "this part of the page is broken"));
    reply.body = *plain;
    reply.owner = plain;
  }
  if (changes) reply.headers.emplace_back("ETag", weak(part->etag));
  reply.headers.emplace_back("Cache-Control", cached);
  reply.headers.emplace_back("Vary", "Accept-Encoding");
  return reply;
}

}  // namespace oakprobe::serve
