#pragma once

#include "base/described_enum.hpp"
#include "inventory/diagnostics.hpp"
#include "inventory/yaml_document.hpp"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oakprobe::inventory {

// Readers of single values. Each tells what is wrong and gives nullopt, or the value. `what` names
// the value for a person: "port", "agent.command".

// Not a map: told, false. Unknown keys are told; the map can still be used.
[[nodiscard]] bool check_map(
    const YamlNode& node,
    std::string_view what,
    std::span<const std::string_view> known_keys,
    Diagnostics& diagnostics
);

// Whether an unknown key of the map is a near miss of this one: then the key is not missing, too.
[[nodiscard]] bool is_misspelled_in(
    const YamlNode& map, std::string_view key, std::span<const std::string_view> known_keys
);

// A text that is not empty.
[[nodiscard]] std::optional<std::string_view> read_text(
    const YamlNode& node, std::string_view what, Diagnostics& diagnostics
);

// The values of a list; not a list: told. `example` shows one.
[[nodiscard]] std::optional<std::span<const YamlEntry>> read_list(
    const YamlNode& node, std::string_view what, std::string_view example, Diagnostics& diagnostics
);

[[nodiscard]] std::optional<bool> read_flag(
    const YamlNode& node, std::string_view what, Diagnostics& diagnostics
);

// 1 to 65535, decimal and without leading zeros, which other readers of YAML take for octal.
// parse_port is for a text that was already read.
[[nodiscard]] std::optional<std::uint16_t> parse_port(std::string_view text);
[[nodiscard]] std::optional<std::uint16_t> read_port(
    const YamlNode& node, std::string_view what, Diagnostics& diagnostics
);

void tell_no_port(
    const YamlNode& node, std::string_view text, std::string_view what, Diagnostics& diagnostics
);

// "'x' is no KIND; it is one of a, b, c", with a suggestion.
void tell_unknown_word(
    const YamlNode& node,
    std::string_view kind,
    std::span<const std::string_view> known,
    Diagnostics& diagnostics
);

template <class Value>
using Choice = std::pair<std::string_view, Value>;

// One of a few words.
template <class Value, std::size_t n>
[[nodiscard]] std::optional<Value> read_choice(
    const YamlNode& node,
    std::string_view what,
    const std::array<Choice<Value>, n>& choices,
    Diagnostics& diagnostics
) {
  const auto text = read_text(node, what, diagnostics);
  if (!text) return std::nullopt;
  std::array<std::string_view, n> words;
  for (std::size_t i = 0; i < n; ++i) {
    words[i] = choices[i].first;
    if (*text == words[i]) return choices[i].second;
  }
  tell_unknown_word(node, what, words, diagnostics);
  return std::nullopt;
}

// One of an enum's values, by its name.
template <DescribedEnum E>
[[nodiscard]] std::optional<E> read_choice(
    const YamlNode& node, std::string_view what, Diagnostics& diagnostics
) {
  const auto text = read_text(node, what, diagnostics);
  if (!text) return std::nullopt;
  const auto value = value_named<E>(*text);
  if (!value) tell_unknown_word(node, what, all_names<E>, diagnostics);
  return value;
}

}  // namespace oakprobe::inventory
