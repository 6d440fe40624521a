#include "probe-agent/firewall/host_ruleset.hpp"

#include "rules/name_rule.hpp"

#include <new>
#include <utility>
#include <variant>

namespace oakprobe::agent {

std::optional<rules::Ruleset> ruleset_of(HostReading reading, std::string& trouble) {
  if (auto* why = std::get_if<std::string>(&reading)) {
    trouble = std::move(*why);
    return std::nullopt;
  }
  try {
    auto ruleset = rules::read_ruleset(std::get<rules::HostTexts>(reading));
    if (ruleset) return std::move(*ruleset);
    trouble = "cannot make out this host's rules: " + ruleset.error().message();
  } catch (const std::bad_alloc&) {
    trouble = "this host has more rules than an agent has room for (64 MB)";
  }
  return std::nullopt;
}

}  // namespace oakprobe::agent
