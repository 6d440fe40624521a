#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <vector>

// What the files of /proc and /etc have in common: lines of words, and numbers among them.
namespace oakprobe::packets {

// The words of a line, split at runs of blanks. They point into the line.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view line);

// The lines of a text, without their ends. They point into the text.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

// A word that is a number and nothing else; nullopt: none, or it does not fit.
template <std::integral T>
[[nodiscard]] std::optional<T> number_in(std::string_view word, int base = 10) {
  T value{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace oakprobe::packets
