#include "coordinator/report/json_text.hpp"

#include "base/printable.hpp"

#include <algorithm>

namespace oakprobe::report {
namespace {

// Keys are our own.
void make_printable(Json& json) {
  if (json.is_structured()) {
    for (Json& value : json) make_printable(value);
  } else if (json.is_string()) {
    auto& text = json.get_ref<std::string&>();
    text = excerpt(text, Keep::beginning, json_text_bytes_max);
  }
}

}  // namespace

std::string json_line(Json json) {
  make_printable(json);
  return json.dump();
}

void put_text(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

void put_list(Json& json, const std::string& key, const std::vector<std::string>& list) {
  const std::size_t kept = std::min(list.size(), json_list_max);
  for (std::size_t i = 0; i < kept; ++i) json[key].push_back(list[i]);
  if (kept < list.size()) json[key + "_left_out"] = list.size() - kept;
}

}  // namespace oakprobe::report
