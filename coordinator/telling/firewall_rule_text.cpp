#include "coordinator/telling/firewall_rule_text.hpp"

#include "base/printable.hpp"
#include "coordinator/diagnosis/blocking_rule.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace oakprobe::telling {
namespace {

constexpr std::size_t rules_told_max = 3;

const std::string& host_name(
    const FinishedCheck& check, const PathId& path, const evidence::RuleFinding& found
) {
  return check.inventory.node(diagnosis::host_of(path, found)).name;
}

}  // namespace

std::string rule_text(const evidence::FirewallRule& rule) {
  std::string text = rule.family + " " + rule.table + " " + rule.chain;
  if (rule.policy) {
    text += " policy drop";
  } else {
    if (rule.handle != 0) text += " handle " + std::to_string(rule.handle);
    if (!rule.text.empty()) text += ": " + rule.text;
  }
  if (!rule.comment.empty()) text += " (comment \"" + rule.comment + "\")";
  if (!rule.owner.empty()) text += " (" + rule.owner + ")";
  return printable(text);
}

std::string rule_of_cause(const FinishedCheck& check, const CommonCause& cause) {
  if (!cause.ruled) return "";
  const evidence::RuleFinding* found = diagnosis::blocking_rule(check.paths.state_at(*cause.ruled));
  if (found == nullptr) return "";
  return host_name(check, check.paths.id_at(*cause.ruled), *found) + ": " + rule_text(found->rule);
}

std::string rule_sentence(const FinishedCheck& check, const FinishedPath& path) {
  const evidence::RuleFinding* found = diagnosis::blocking_rule(path);
  if (found == nullptr) return "";
  return " On " + host_name(check, path.id, *found) +
         (found->answers ? " its answers end" : " it ends") + " at " + rule_text(found->rule) + ".";
}

std::string rule_sentence(const FinishedCheck& check, std::span<const std::size_t> paths) {
  std::vector<std::pair<std::string, std::size_t>> rules;  // with how many of the paths end there
  for (const std::size_t at : paths) {
    const evidence::RuleFinding* found = diagnosis::blocking_rule(check.paths.state_at(at));
    if (found == nullptr) continue;
    std::string text =
        "on " + host_name(check, check.paths.id_at(at), *found) + " at " + rule_text(found->rule);
    const auto known = std::ranges::find(rules, text, &std::pair<std::string, std::size_t>::first);
    if (known == rules.end())
      rules.emplace_back(std::move(text), 1);
    else
      ++known->second;
  }
  if (rules.empty()) return "";
  if (rules.size() == 1 && rules.front().second == paths.size())
    return " All of them end " + rules.front().first + ".";
  std::string text;
  for (std::size_t at = 0; at < std::min(rules.size(), rules_told_max); ++at)
    text += (at == 0 ? " Seen to end: " : "; ") + std::to_string(rules[at].second) + " " +
            rules[at].first;
  if (rules.size() > rules_told_max)
    text += "; and at " + std::to_string(rules.size() - rules_told_max) + " more rules";
  return text + ".";
}

}  // namespace oakprobe::telling
