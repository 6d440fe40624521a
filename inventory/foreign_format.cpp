#include "inventory/foreign_format.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace oakprobe::inventory {
namespace {

constexpr std::string_view way_on =
    "; Oakprobe has a YAML file of its own, which begins with 'version: 1' and lists each machine "
    "under 'nodes:', such as '- {name: w1, address: 192.0.2.31, roles: [worker], cluster: a}' "
    "(docs/inventory.md)";

TextProblem is_a(std::string_view what, Position at) {
  return {at, "this is " + std::string(what) + std::string(way_on)};
}

// "[workers]", "[workers:children]", TOML's "[[nodes]]".
bool is_section(std::string_view line) {
  if (line.size() < 3 || line.front() != '[' || line.back() != ']') return false;
  line = line.substr(1, line.size() - 2);
  if (line.size() > 2 && line.front() == '[' && line.back() == ']')
    line = line.substr(1, line.size() - 2);
  return line.find_first_of("[]{},\"'") == std::string_view::npos;
}

struct Lines {
  int section = 0;  // the line of the first one
  bool doubled_brackets = false;
  bool hosts = false;        // a line without '='
  bool toml_values = false;  // name = "value"
  bool ansible_words = false;
};

Lines scan(std::string_view text) {
  Lines seen;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end), blanks);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (is_section(line)) {
      if (seen.section == 0) seen.section = number;
      seen.doubled_brackets |= line.starts_with("[[");
      seen.ansible_words |= line.ends_with(":children]") || line.ends_with(":vars]");
      continue;
    }
    const auto equals = line.find('=');
    seen.ansible_words |= line.find("ansible_") != std::string_view::npos;
    seen.hosts |= equals == std::string_view::npos;
    seen.toml_values |= equals != std::string_view::npos &&
                        trimmed(line.substr(equals + 1), blanks).starts_with('"');
  }
  return seen;
}

}  // namespace

std::optional<TextProblem> recognise_lines(std::string_view text) {
  const Lines seen = scan(text);
  if (seen.section == 0) return std::nullopt;
  const Position at{seen.section, 1};
  if (seen.ansible_words) return is_a("an Ansible inventory", at);
  if (seen.doubled_brackets || (seen.toml_values && !seen.hosts)) return is_a("a TOML file", at);
  if (seen.hosts) return is_a("an Ansible inventory", at);
  return is_a("an INI file", at);
}

std::optional<TextProblem> recognise_map(const YamlNode& root) {
  for (const auto& group : root.entries) {
    if (group.key == nullptr || group.value->kind != YamlNode::Kind::map) continue;
    for (const std::string_view key : {"hosts", "children"}) {
      const YamlNode* const members = group.value->find(key);
      if (members != nullptr && members->kind != YamlNode::Kind::scalar)
        return is_a("an Ansible inventory", group.key->at);
    }
  }
  return std::nullopt;
}

}  // namespace oakprobe::inventory
