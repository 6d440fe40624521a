#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>

// Counts and lists as a sentence has them.
namespace oakprobe {

// "1 probe", "3 probes": `one` takes an s for any other number.
[[nodiscard]] std::string count_of(std::uint64_t count, std::string_view one);

// "w1, w2, w3": the words, or what text_of makes of each, and what stands between two of them.
template <std::ranges::input_range Words, class TextOf = std::identity>
[[nodiscard]] std::string join(
    const Words& words, std::string_view between = ", ", const TextOf& text_of = {}
) {
  std::string text;
  bool first = true;
  for (const auto& word : words) {
    if (!first) text += between;
    first = false;
    text += std::invoke(text_of, word);
  }
  return text;
}

// "w1, w2 and w3"; of more than `most`: "w1, w2 and 3 more". `last` stands before the last word.
[[nodiscard]] std::string listed(
    std::span<const std::string> words, std::size_t most, std::string_view last = " and "
);

}  // namespace oakprobe
