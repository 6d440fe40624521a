#include "base/utf8.hpp"
#include "oakestra/members.hpp"

#include <yaml-cpp/yaml.h>

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
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool allowed = byte == '\t' || byte == '\n' || byte == '\r';
    if ((byte < 0x20 && !allowed) || byte == 0x7f) return "a control character is in it";
  }
  return "";
}

}  // namespace

Members read_yaml_members(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Members members;
  members.problem = text_problem(text);
  if (!members.problem.empty()) return members;
  std::map<std::string, Value> by_key;  // ghodss/yaml goes through JSON with sorted keys
  try {
    const YAML::Node document = YAML::Load(std::string(text));
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
    members.problem = error.mark.is_null()
                          ? error.msg
                          : "line " + std::to_string(error.mark.line + 1) + ": " + error.msg;
    return members;
  } catch (const std::exception& error) {
    members.problem = error.what();
    return members;
  }
  for (auto& [key, value] : by_key) members.list.push_back({key, std::move(value)});
  return members;
}

}  // namespace oakprobe::oakestra
