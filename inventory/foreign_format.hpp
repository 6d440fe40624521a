#pragma once

#include "inventory/yaml_text.hpp"

#include <optional>
#include <string_view>

namespace oakprobe::inventory {

// Of a text that is no inventory: what other file it is, and the way on. An INI file, a TOML file,
// an Ansible inventory in its INI form. nullopt: none that is known.
[[nodiscard]] std::optional<TextProblem> recognise_lines(std::string_view text);

// The same of what could be read: an Ansible inventory in its YAML form.
[[nodiscard]] std::optional<TextProblem> recognise_map(const YamlNode& root);

}  // namespace oakprobe::inventory
