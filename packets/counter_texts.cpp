#include "packets/counter_texts.hpp"

namespace oakprobe::packets {
namespace {

using Counter = std::optional<std::uint64_t>;

void add(std::string_view hexadecimal, Counter& sum) {
  if (const auto value = number_in<std::uint64_t>(hexadecimal, 16)) sum = sum.value_or(0) + *value;
}

}  // namespace

Counter counter_in_pairs(std::string_view text, std::string_view group, std::string_view name) {
  std::optional<std::string_view> first;
  for_each_in_pairs(text, [&](std::string_view of, std::string_view called, std::string_view word) {
    if (!first && of == group && called == name) first = word;
  });
  return first ? number_in<std::uint64_t>(*first) : std::nullopt;
}

Counter counter_in_lines(std::string_view text, std::string_view name) {
  for (const std::string_view line : lines_of(text)) {
    const auto words = words_of(line);
    if (words.size() == 2 && words[0] == name) return number_in<std::uint64_t>(words[1]);
  }
  return std::nullopt;
}

Counter counter_in_columns(std::string_view text, std::string_view name) {
  const auto lines = lines_of(text);
  if (lines.size() < 2) return std::nullopt;
  const auto names = words_of(lines[0]);
  Counter sum;
  for (std::size_t row = 1; row < lines.size(); ++row) {
    const auto values = words_of(lines[row]);
    for (std::size_t column = 0; column < names.size() && column < values.size(); ++column)
      if (names[column] == name) add(values[column], sum);
  }
  return sum;
}

Counter sum_of_column(std::string_view text, std::size_t column) {
  Counter sum;
  for (const std::string_view line : lines_of(text)) {
    const auto values = words_of(line);
    if (column < values.size()) add(values[column], sum);
  }
  return sum;
}

std::optional<std::uint32_t> sysctl_number(std::string_view text) {
  const auto words = words_of(text.substr(0, text.find('\n')));
  return words.size() == 1 ? number_in<std::uint32_t>(words[0]) : std::nullopt;
}

std::optional<std::uint32_t> neighbour_entries(std::string_view text) {
  const auto lines = lines_of(text);
  if (lines.size() < 2) return std::nullopt;
  const auto names = words_of(lines[0]);
  const auto values = words_of(lines[1]);
  if (names.empty() || names[0] != "entries" || values.empty()) return std::nullopt;
  return number_in<std::uint32_t>(values[0], 16);
}

}  // namespace oakprobe::packets
