#include "coordinator/timeline/mended_text.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/timeline/timeline_text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace oakprobe::timeline {
namespace {

enum class Became : std::uint8_t { mended, same, other, unknown, gone };

constexpr std::array words{
    "mended", "as before", "otherwise now", "unknown now", "not expected any more"};

const OutlinedPath* find(const Outline& outline, const OutlinedPath& path) {
  const auto at = std::ranges::lower_bound(
      outline.paths,
      path,
      [](const OutlinedPath& one, const OutlinedPath& other) {
        return compare_names(one, other) < 0;
      }
  );
  return at != outline.paths.end() && compare_names(*at, path) == 0 ? &*at : nullptr;
}

Became became(const OutlinedPath& then, const OutlinedPath* now) {
  if (now == nullptr || !now->exists()) return Became::gone;
  if (now->unknown) return then.unknown ? Became::same : Became::unknown;
  if (trouble_of(*now->known) == Trouble::none) return Became::mended;
  return !then.unknown && then.known == now->known ? Became::same : Became::other;
}

std::string line(const OutlinedPath& path, Became fate, const OutlinedPath* now) {
  std::string text = "  " + std::string(words.at(static_cast<std::size_t>(fate))) + ": ";
  text += excerpt(path.flow) + " " + excerpt(path.source) + " -> " + excerpt(path.target);
  if (fate == Became::other) text += ", " + outcome_text(*now->known);
  return text + "\n";
}

}  // namespace

std::string mended_text(const Outline& troubles, const Outline& now) {
  std::array<std::size_t, words.size()> counts{};
  std::string lines;
  std::size_t listed = 0;
  for (const OutlinedPath& path : troubles.paths) {
    const OutlinedPath* const found = find(now, path);
    const Became fate = became(path, found);
    ++counts.at(static_cast<std::size_t>(fate));
    if (fate != Became::same && listed++ < listed_paths_max) lines += line(path, fate, found);
  }
  if (listed > listed_paths_max)
    lines += "  and " + std::to_string(listed - listed_paths_max) + " more\n";
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < counts.size(); ++at)
    if (counts[at] > 0) parts.push_back(std::to_string(counts[at]) + " " + words[at]);
  return "Of " + count_of(troubles.paths.size(), "path") + " that " +
         (troubles.paths.size() == 1 ? "was" : "were") + " not as expected (" +
         utc_text(troubles.head.started) +
         "): " + join(parts, ", ", [](const std::string& part) { return part; }) + ".\n" + lines;
}

}  // namespace oakprobe::timeline
