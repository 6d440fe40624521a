#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "oakestra/members.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>

namespace oakprobe::oakestra {
namespace {

constexpr std::string_view text_tag = "tag:yaml.org,2002:str";

Value value_of(const YAML::Node& node) {
  if (node.IsNull()) return Null();
  if (!node.IsScalar()) return Compound();
  // The library's tags: "?" for a plain scalar, "!" for a quoted one.
  if (node.Tag() == "!" || node.Tag() == text_tag) return node.Scalar();
  return resolve_yaml_scalar(node.Scalar());
}

// go-yaml refuses what is no text; the library here does not mind.
std::string text_problem(std::string_view text) {
  if (!is_utf8(text)) return "bytes in it are no UTF-8";
  return std::ranges::any_of(text, is_control) ? "a control character is in it" : "";
}

// A "//" line before the closing brace is one more key to go-yaml, of nothing; to the library here
// it is an error. It says nothing either way.
std::string without_last_remark(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t brace = text.find_last_not_of(blank);
  if (brace == std::string_view::npos || brace == 0 || text[brace] != '}') return std::string(text);
  const std::size_t last = text.find_last_not_of(blank, brace - 1);
  if (last == std::string_view::npos) return std::string(text);
  const std::size_t line = text.rfind('\n', last) + 1;  // npos + 1 is the beginning
  const std::size_t first = text.find_first_not_of(blank, line);
  const bool is_remark = line > 0 && text.substr(first, 2) == "//";
  if (!is_remark) return std::string(text);
  return std::string(text.substr(0, line)) + std::string(text.substr(brace));
}

}  // namespace

Members read_yaml_members(std::string_view text) {
  text = without_byte_order_mark(text);
  Members members;
  members.problem = text_problem(text);
  if (!members.problem.empty()) return members;
  std::map<std::string, Value> by_key;  // ghodss/yaml goes through JSON with sorted keys
  try {
    const YAML::Node document = YAML::Load(without_last_remark(text));
    if (document.IsDefined() && !document.IsNull() && !document.IsMap()) {
      members.problem = "it is no map: no {\"key\": value}";
      return members;
    }
    for (const auto& entry : document) {
      if (!entry.first.IsScalar()) {
        members.problem = "a key in it is no word";
        return members;
      }
      by_key[entry.first.Scalar()] = value_of(entry.second);
    }
  } catch (const YAML::Exception& error) {
    // Behind a colon the library quotes the file.
    const std::string what = error.msg.substr(0, error.msg.find(':'));
    members.problem =
        error.mark.is_null() ? what : "line " + std::to_string(error.mark.line + 1) + ": " + what;
    return members;
  } catch (const std::exception&) {
    members.problem = "it is no YAML";
    return members;
  }
  for (auto& [key, value] : by_key) members.list.push_back({key, std::move(value)});
  return members;
}

}  // namespace oakprobe::oakestra
