#include "rules/nft_text.hpp"

#include "base/listing.hpp"
#include "base/utf8.hpp"
#include "evidence/firewall_rule.hpp"
#include "rules/nft_values.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace oakprobe::rules {
namespace {

using nlohmann::json;

// Of a set in a rule; more are told as "…".
constexpr std::size_t elements_shown_max = 16;

std::string value_text(const json& value);

std::string as_json(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string joined(const json& values, std::string_view between) {
  std::vector<std::string> words;
  for (const json& value : values) {
    if (words.size() == elements_shown_max) {
      words.emplace_back("…");
      break;
    }
    words.push_back(value_text(value));
  }
  return join(words, between);
}

std::string verdict_text(const std::string& kind, const json& inner) {
  if (kind == "jump" || kind == "goto") return kind + " " + std::string(text_in(inner, "target"));
  if (kind != "reject" || inner.is_null()) return kind;
  std::string text = "reject with " + std::string(text_in(inner, "type"));
  if (const auto code = text_in(inner, "expr"); !code.empty()) text += " " + std::string(code);
  return text;
}

std::string set_text(const json& set) {
  if (!set.is_array()) return "{ " + value_text(set) + " }";
  return "{ " + joined(set, ", ") + " }";
}

std::string fib_text(const json& fib) {
  return "fib " + joined(member_of(fib, "flags"), " . ") + " " +
         std::string(text_in(fib, "result"));
}

std::string conntrack_text(const json& conntrack) {
  const std::string_view direction = text_in(conntrack, "dir");
  std::string text = "ct ";
  if (!direction.empty()) text += std::string(direction) + " ";
  return text += text_in(conntrack, "key");
}

// These are written without "meta".
bool stands_alone(std::string_view key) { return key.starts_with("iif") || key.starts_with("oif"); }

// A value or what it is compared with, by the one member of its object.
std::string object_text(const std::string& kind, const json& inner) {
  if (kind == "payload" && inner.contains("protocol"))
    return std::string(text_in(inner, "protocol")) + " " + std::string(text_in(inner, "field"));
  if (kind == "meta") {
    const std::string key(text_in(inner, "key"));
    return stands_alone(key) ? key : "meta " + key;
  }
  if (kind == "ct") return conntrack_text(inner);
  if (kind == "fib") return fib_text(inner);
  if (kind == "prefix")
    return std::string(text_in(inner, "addr")) + "/" + value_text(member_of(inner, "len"));
  if (kind == "range" && inner.is_array()) return joined(inner, "-");
  if (kind == "concat" && inner.is_array()) return joined(inner, " . ");
  if (kind == "set") return set_text(inner);
  if (kind == "&" && inner.is_array()) return joined(inner, " & ");
  if (kind == "elem") return value_text(member_of(inner, "val"));
  if (kind == "exthdr") {
    const std::string field(text_in(inner, "field"));
    return "exthdr " + std::string(text_in(inner, "name")) + (field.empty() ? "" : " " + field);
  }
  return {};
}

std::string value_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array()) {
    // An element of a verdict map, or flags.
    if (value.size() == 2 && verdict_in(value[1])) return joined(value, " : ");
    return joined(value, ",");
  }
  if (value.is_object() && value.size() == 1) {
    if (verdict_in(value)) return verdict_text(value.begin().key(), *value.begin());
    if (std::string text = object_text(value.begin().key(), *value.begin()); !text.empty())
      return text;
  }
  return as_json(value);
}

bool is_interface_name(const json& left) {
  return text_in(member_of(left, "meta"), "key").find("if") != std::string_view::npos;
}

std::string match_text(const json& match) {
  const json& left = member_of(match, "left");
  const json& right = member_of(match, "right");
  const std::string_view op = text_in(match, "op");
  std::string text = value_text(left) + " ";
  const bool is_implied = op == "in" || (op == "==" && !left.contains("&"));
  if (!is_implied) text += std::string(op) + " ";
  if (right.is_boolean()) return text += right.get<bool>() ? "exists" : "missing";
  // nft writes names of interfaces in quotation marks.
  if (right.is_string() && is_interface_name(left)) return text += "\"" + value_text(right) + "\"";
  return text += value_text(right);
}

std::string limit_text(const json& limit) {
  const bool over = member_of(limit, "inv") == true;
  return "limit rate " + std::string(over ? "over " : "") + value_text(member_of(limit, "rate")) +
         "/" + std::string(text_in(limit, "per"));
}

std::string log_text(const json& log) {
  const std::string_view prefix = text_in(log, "prefix");
  return prefix.empty() ? "log" : "log prefix \"" + std::string(prefix) + "\"";
}

std::string translation_text(const std::string& kind, const json& inner) {
  const json& address = member_of(inner, "addr");
  const json& port = member_of(inner, "port");
  std::string text = kind;
  if (!address.is_null() || !port.is_null()) text += " to ";
  if (!address.is_null()) text += value_text(address);
  if (!port.is_null()) text += ":" + value_text(port);
  return text;
}

std::string expression_text(const json& expression) {
  if (!expression.is_object() || expression.size() != 1) return value_text(expression);
  const std::string& kind = expression.begin().key();
  const json& inner = *expression.begin();
  if (kind == "counter") return {};
  if (kind == "match") return match_text(inner);
  if (kind == "vmap") {
    return value_text(member_of(inner, "key")) + " vmap " + value_text(member_of(inner, "data"));
  }
  if (kind == "limit") return limit_text(inner);
  if (kind == "log") return log_text(inner);
  if (kind == "dnat" || kind == "snat" || kind == "redirect" || kind == "masquerade")
    return translation_text(kind, inner);
  if (kind == "xt") return "xt " + std::string(text_in(inner, "name"));
  if (kind == "notrack") return kind;
  return value_text(expression);
}

}  // namespace

std::string nft_text(const json& expressions) {
  std::string text;
  for (const json& expression : expressions) {
    const std::string one = expression_text(expression);
    if (one.empty()) continue;
    if (!text.empty()) text += ' ';
    text += one;
    if (text.size() > evidence::rule_text_bytes_max) break;
  }
  return to_utf8(text, evidence::rule_text_bytes_max);
}

}  // namespace oakprobe::rules
