#include "coordinator/telling/rule_place.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>

namespace oakprobe::telling {
namespace {

using evidence::FirewallRule;

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

template <std::size_t Count>
bool is_among(std::string_view word, const std::array<std::string_view, Count>& words) {
  return std::ranges::find(words, word) != words.end();
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

bool is_ufws(std::string_view chain, std::string_view rest_of) {
  return chain.starts_with("ufw-" + std::string(rest_of)) ||
         chain.starts_with("ufw6-" + std::string(rest_of));
}

}  // namespace

bool is_plain_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= evidence::rule_name_bytes_max && is_letter(name.front()) &&
         std::ranges::all_of(name, is_plain);
}

bool is_of_iptables(const FirewallRule& rule) {
  constexpr std::array<std::string_view, 5> tables{"filter", "mangle", "nat", "raw", "security"};
  constexpr std::array<std::string_view, 5> hooks{
      "INPUT", "OUTPUT", "FORWARD", "PREROUTING", "POSTROUTING"};
  if ((rule.family != "ip" && rule.family != "ip6") || !is_among(rule.table, tables)) return false;
  return rule.policy ? is_among(rule.chain, hooks) : rule.text.starts_with('-');
}

bool is_undone_by_ufw(const FirewallRule& rule) {
  if (!is_of_iptables(rule) || rule.table != "filter") return false;
  if (rule.policy) return rule.chain == "INPUT" || rule.chain == "OUTPUT";
  constexpr std::array<std::string_view, 4> later{"user-", "after-", "reject-", "skip-to-policy-"};
  return std::ranges::any_of(later, [&](std::string_view rest) {
    return is_ufws(rule.chain, rest);
  });
}

std::optional<std::string> zone_of(const FirewallRule& rule) {
  constexpr std::string_view begin = "filter_IN_";
  if (rule.table != "firewalld" || !rule.chain.starts_with(begin)) return std::nullopt;
  std::string zone = rule.chain.substr(begin.size());
  for (const std::string_view end : {"_log", "_deny", "_allow", "_post"})
    if (zone.ends_with(end)) zone.resize(zone.size() - end.size());
  if (zone.starts_with("policy_") || zone.ends_with("_pre") || !is_plain_name(zone))
    return std::nullopt;
  return zone;
}

bool may_be_known_as_answers(const FirewallRule& rule) {
  if (has(lower(rule.text), "invalid")) return false;
  if (is_of_iptables(rule)) return rule.table == "filter";
  // By its name, "filter-input", for lack of the chain's priority.
  const std::string chain = lower(rule.chain);
  if (has(chain, "raw") || has(chain, "pre")) return false;
  return has(chain, "input") || has(chain, "output") || has(chain, "forward");
}

Published published_at(const FirewallRule& rule) {
  if (is_of_iptables(rule)) {
    if (rule.table == "filter" && (rule.chain == "FORWARD" || rule.chain == "DOCKER-USER"))
      return Published::translated;
    const bool before =
        rule.chain == "PREROUTING" && (rule.table == "raw" || rule.table == "mangle");
    const bool own = rule.chain == "INPUT" && rule.table == "filter";
    return before || own ? Published::as_dialled : Published::not_known;
  }
  // firewalld writes its own anew; devices' chains see no translation.
  if (rule.table == "firewalld" || rule.family == "bridge" || rule.family == "netdev")
    return Published::not_known;
  const std::string chain = lower(rule.chain);
  if (has(chain, "forward") || chain == "docker-user") return Published::translated;
  return has(chain, "input") ? Published::as_dialled : Published::not_known;
}

}  // namespace oakprobe::telling
