#include "probe-agent/question/json_shape.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace oakprobe::agent {
namespace {

using Json = nlohmann::json;

// Of a list's objects the members; what is deeper is not kept.
constexpr int depth_kept = 3;

Json parse_top(std::string_view text) {
  const auto keep = [](int depth, Json::parse_event_t, const Json&) { return depth <= depth_kept; };
  return Json::parse(text, keep, false);
}

// A list may come as a text in quotes: cluster_list.cpp.
Json parse_body(std::string_view body) {
  Json json = parse_top(body);
  return json.is_string() ? parse_top(json.get_ref<const std::string&>()) : json;
}

bool has_members(const Json& json, const KnownAnswer& known) {
  if (!json.is_object()) return false;
  return std::ranges::all_of(known.words, [&](const std::string& word) {
    return json.contains(word);
  });
}

bool names_members(std::string_view body, const KnownAnswer& known) {
  return std::ranges::all_of(known.words, [&](const std::string& word) {
    return body.find('"' + word + '"') != std::string_view::npos;
  });
}

std::string title_in(const Json& json) {
  if (!json.is_object()) return "";
  const auto info = json.find("info");
  if (info == json.end() || !info->is_object()) return "";
  const auto title = info->find("title");
  if (title == info->end() || !title->is_string()) return "";
  return title->get<std::string>();
}

}  // namespace

bool has_shape(std::string_view body, bool is_whole, const KnownAnswer& known) {
  if (!is_whole) return names_members(body, known);
  const Json json = parse_body(body);
  switch (known.shape) {
    case AnswerShape::list:
      return json.is_array() &&
             std::ranges::all_of(json, [&](const Json& item) { return has_members(item, known); });
    case AnswerShape::object:
      return has_members(json, known);
    case AnswerShape::title:
      return !known.words.empty() && title_in(json) == known.words.front();
    default:
      return false;
  }
}

bool is_json(std::string_view body) { return parse_body(body).is_structured(); }

std::string title_of(std::string_view body) { return title_in(parse_top(body)); }

bool is_json_error(std::string_view body) {
  const Json json = parse_top(body);
  if (!json.is_object()) return false;
  const auto code = json.find("code");
  const auto status = json.find("status");
  return code != json.end() && code->is_number() && status != json.end() && status->is_string();
}

}  // namespace oakprobe::agent
