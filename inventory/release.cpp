#include "inventory/release.hpp"

#include "base/parse_number.hpp"
#include "base/printable.hpp"
#include "inventory/values.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace oakprobe::inventory {

namespace {

// "v0.4.411", "0.4.411", "alpha-v0.4.411" → its numbers.
std::optional<std::vector<unsigned>> numbers_of(std::string_view text) {
  if (text.starts_with(alpha_prefix)) text.remove_prefix(alpha_prefix.size());
  if (text.starts_with('v')) text.remove_prefix(1);
  std::vector<unsigned> numbers;
  while (true) {
    const std::string_view word = text.substr(0, text.find('.'));
    const auto number = parse_number<unsigned>(word);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
    if (word.size() == text.size()) return numbers;
    text.remove_prefix(word.size() + 1);
  }
}

auto age_in(std::span<const std::string> known, std::string_view release) {
  return std::ranges::find(known, release);
}

}  // namespace

bool is_newer_release(std::string_view a, std::string_view b) {
  const auto first = numbers_of(a);
  const auto second = numbers_of(b);
  return first && second && *first > *second;
}

std::optional<ReadRelease> read_release(
    const YamlNode& node, std::span<const std::string> known, Diagnostics& diagnostics
) {
  const auto text = read_text(node, "a release", diagnostics);
  if (!text) return std::nullopt;
  // An alpha of its own, or else the release that it came before.
  if (std::ranges::find(known, *text) != known.end()) return ReadRelease{std::string(*text)};
  const auto numbers = numbers_of(*text);
  for (const auto& release : known) {
    const bool alpha = release.starts_with(alpha_prefix) && !text->starts_with(alpha_prefix);
    if (numbers && numbers == numbers_of(release) && !alpha) return ReadRelease{release};
  }
  if (numbers && numbers->size() == 3 && is_newer_release(*text, known.back())) {
    diagnostics.doubt(
        node.at,
        "the release " + in_quotes(*text) +
            " is newer than all that this Oakprobe knows; it is checked as " + known.back() +
            ", the newest of them"
    );
    return ReadRelease{known.back(), ReleaseOrigin::newer};
  }
  const std::vector<std::string_view> words(known.begin(), known.end());
  tell_unknown_word(node, "release", words, diagnostics);
  return std::nullopt;
}

ReadOakestra read_oakestra(
    const YamlNode& node, std::span<const std::string> known, Diagnostics& diagnostics
) {
  static constexpr std::array<std::string_view, 2> keys{"release", "gateway"};
  ReadOakestra out;
  if (node.is_scalar()) {
    out.release = read_release(node, known, diagnostics);
    return out;
  }
  if (!check_map(node, "oakestra", keys, diagnostics)) return out;
  if (const auto* release = node.find("release"))
    out.release = read_release(*release, known, diagnostics);
  if (const auto* gateway = node.find("gateway"))
    out.gateway = read_flag(*gateway, "gateway", diagnostics);
  return out;
}

const Flow& as_of(const Flow& flow, std::string_view release, std::span<const std::string> known) {
  for (const Flow& earlier : flow.earlier)
    if (age_in(known, release) <= age_in(known, earlier.until)) return earlier;
  return flow;
}

bool exists_in(const Flow& flow, std::string_view release, std::span<const std::string> known) {
  if (flow.since.empty() && flow.until.empty()) return true;
  if (!flow.since.empty() && age_in(known, release) < age_in(known, flow.since)) return false;
  return flow.until.empty() || age_in(known, release) <= age_in(known, flow.until);
}

}  // namespace oakprobe::inventory
