#include "inventory/values.hpp"

#include "base/listing.hpp"
#include "base/near_miss.hpp"
#include "base/parse_number.hpp"
#include "base/printable.hpp"

#include <algorithm>

namespace oakprobe::inventory {
namespace {

std::string_view kind_name(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      return "a single value";
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
  }
  return "something else";
}

std::string has(std::string_view what, const YamlNode& node) {
  return std::string(what) + " has " + std::string(kind_name(node));
}

}  // namespace

bool check_map(
    const YamlNode& node,
    std::string_view what,
    std::span<const std::string_view> known_keys,
    Diagnostics& diagnostics
) {
  if (node.kind != YamlNode::Kind::map) {
    diagnostics.add(node.at, has(what, node) + "; it is a map with the keys " + join(known_keys));
    return false;
  }
  for (const auto& entry : node.entries) {
    if (!entry.key->is_scalar()) continue;  // told when the text was read
    if (std::ranges::find(known_keys, entry.key->text) != known_keys.end()) continue;
    if (entry.key->text == "<<") {
      diagnostics.add(entry.key->at, "merge keys ('<<') are not read; use 'defaults:' for nodes");
      continue;
    }
    auto hint = did_you_mean(entry.key->text, known_keys);
    if (hint.empty()) hint = "; its keys are " + join(known_keys);
    diagnostics.add(
        entry.key->at,
        "unknown key " + in_quotes(entry.key->text) + " in " + std::string(what) + hint
    );
  }
  return true;
}

bool is_misspelled_in(
    const YamlNode& map, std::string_view key, std::span<const std::string_view> known_keys
) {
  for (const auto& entry : map.entries) {
    const bool known = std::ranges::find(known_keys, entry.key->text) != known_keys.end();
    if (!known && nearest(entry.key->text, known_keys) == key) return true;
  }
  return false;
}

std::optional<std::string_view> read_text(
    const YamlNode& node, std::string_view what, Diagnostics& diagnostics
) {
  if (!node.is_scalar()) {
    diagnostics.add(node.at, has(what, node) + "; it needs a single value");
    return std::nullopt;
  }
  if (node.text.empty()) {
    diagnostics.add(node.at, std::string(what) + " is empty; it needs a value");
    return std::nullopt;
  }
  return node.text;
}

std::optional<std::span<const YamlEntry>> read_list(
    const YamlNode& node, std::string_view what, std::string_view example, Diagnostics& diagnostics
) {
  if (node.kind != YamlNode::Kind::sequence) {
    diagnostics.add(
        node.at, has(what, node) + "; it is a list, for example " + std::string(example)
    );
    return std::nullopt;
  }
  return node.entries;
}

std::optional<bool> read_flag(
    const YamlNode& node, std::string_view what, Diagnostics& diagnostics
) {
  if (node.is_scalar()) {
    for (const std::string_view word : {"true", "True", "TRUE"}) {
      if (node.text == word) return true;
    }
    for (const std::string_view word : {"false", "False", "FALSE"}) {
      if (node.text == word) return false;
    }
  }
  diagnostics.add(node.at, std::string(what) + " is true or false");
  return std::nullopt;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  if (text.starts_with('0')) return std::nullopt;
  return oakprobe::parse_port(text);
}

std::optional<std::uint16_t> read_port(
    const YamlNode& node, std::string_view what, Diagnostics& diagnostics
) {
  const auto text = read_text(node, what, diagnostics);
  if (!text) return std::nullopt;
  const auto port = parse_port(*text);
  if (!port) tell_no_port(node, *text, what, diagnostics);
  return port;
}

void tell_no_port(
    const YamlNode& node, std::string_view text, std::string_view what, Diagnostics& diagnostics
) {
  diagnostics.add(
      node.at,
      in_quotes(text) + " is no port; " + std::string(what) + " is a decimal number from 1 to 65535"
  );
}

void tell_unknown_word(
    const YamlNode& node,
    std::string_view kind,
    std::span<const std::string_view> known,
    Diagnostics& diagnostics
) {
  diagnostics.add(
      node.at,
      "unknown " + std::string(kind) + " " + in_quotes(node.text) + did_you_mean(node.text, known) +
          "; it is one of " + join(known)
  );
}

}  // namespace oakprobe::inventory
