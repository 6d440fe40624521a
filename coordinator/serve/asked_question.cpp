#include "coordinator/serve/asked_question.hpp"

#include "base/moment.hpp"
#include "base/parse_number.hpp"
#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "coordinator/serve/refused.hpp"

#include <algorithm>
#include <vector>

namespace oakprobe::serve {
namespace {

constexpr std::size_t told_bytes_max = 100;
constexpr std::string_view inventory = "inventory";

// What a database takes as a text.
bool is_text(std::string_view bytes) {
  return is_utf8(bytes) && bytes.find('\0') == std::string_view::npos;
}

std::string words_of(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

}  // namespace

std::string told_back(std::string_view text) {
  return "'" + excerpt(text, Keep::beginning, told_bytes_max) + "'";
}

void AskedQuestion::expect(std::initializer_list<std::string_view> names) const {
  std::vector<std::string_view> known(names);
  known.push_back(inventory);
  if (!std::ranges::all_of(question_.path, is_text))
    refuse(404, not_found, "what stands in the path is no UTF-8");
  for (auto one = question_.parameters.begin(); one != question_.parameters.end(); ++one) {
    const auto& [name, value] = *one;
    if (std::ranges::find(known, name) == known.end())
      refuse(
          400, bad_parameter, "there is no parameter " + told_back(name) + ": " + words_of(known)
      );
    const auto is_same = [&](const auto& other) { return other.first == name; };
    if (std::any_of(std::next(one), question_.parameters.end(), is_same))
      refuse(400, bad_parameter, "the parameter " + told_back(name) + " stands there twice");
    if (value.empty() || value.size() > parameter_bytes_max || !is_text(value))
      refuse(
          400,
          bad_parameter,
          "the parameter " + told_back(name) + " is empty, longer than " +
              std::to_string(parameter_bytes_max) + " bytes, or no UTF-8"
      );
  }
}

std::optional<std::string> AskedQuestion::text(std::string_view name) const {
  for (const auto& [key, value] : question_.parameters)
    if (key == name) return value;
  return std::nullopt;
}

std::optional<UtcSeconds> AskedQuestion::time(std::string_view name) const {
  const auto written = text(name);
  if (!written) return std::nullopt;
  const auto read = moment(*written);
  if (!read)
    refuse(
        400,
        bad_parameter,
        std::string(name) + " is a time, 2026-11-30T07:51:40Z, or 2h, 3d for so long ago, not " +
            told_back(*written)
    );
  return read;
}

std::optional<UtcSeconds> AskedQuestion::moment(std::string_view text) const {
  return parse_moment(text, now_);
}

std::optional<std::size_t> AskedQuestion::number(std::string_view name, std::size_t most) const {
  const auto written = text(name);
  if (!written) return std::nullopt;
  const auto read = parse_number<std::size_t>(*written);
  if (!read || *read == 0 || *read > most)
    refuse(
        400,
        bad_parameter,
        std::string(name) + " is a number from 1 to " + std::to_string(most) + ", not " +
            told_back(*written)
    );
  return read;
}

std::optional<std::string_view> AskedQuestion::word(
    std::string_view name, std::initializer_list<std::string_view> words
) const {
  const auto written = text(name);
  if (!written) return std::nullopt;
  const auto* const found = std::ranges::find(words, *written);
  if (found == words.end())
    refuse(
        400,
        bad_parameter,
        std::string(name) + " is one of " + words_of(words) + ", not " + told_back(*written)
    );
  return *found;
}

}  // namespace oakprobe::serve
