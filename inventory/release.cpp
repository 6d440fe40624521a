#include "inventory/release.hpp"

#include "inventory/values.hpp"

#include <algorithm>

namespace oakprobe::inventory {

std::optional<std::string> read_release(
    const YamlNode& node, std::span<const std::string> known, Diagnostics& diagnostics
) {
  const auto text = read_text(node, "a release", diagnostics);
  if (!text) return std::nullopt;
  const auto number = text->starts_with('v') ? text->substr(1) : *text;
  for (const auto& release : known) {
    if (std::string_view(release).substr(1) == number) return release;
  }
  const std::vector<std::string_view> words(known.begin(), known.end());
  tell_unknown_word(node, "release", words, diagnostics);
  return std::nullopt;
}

bool exists_in(const Flow& flow, std::string_view release, std::span<const std::string> known) {
  if (flow.since.empty() && flow.until.empty()) return true;
  const auto age = [&](std::string_view name) { return std::ranges::find(known, name); };
  if (!flow.since.empty() && age(release) < age(flow.since)) return false;
  return flow.until.empty() || age(release) <= age(flow.until);
}

}  // namespace oakprobe::inventory
