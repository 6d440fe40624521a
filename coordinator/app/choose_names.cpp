#include "coordinator/app/choose_names.hpp"

#include "base/ascii.hpp"
#include "base/listing.hpp"
#include "base/near_miss.hpp"
#include "base/printable.hpp"
#include "inventory/inventory.hpp"
#include "inventory/range.hpp"

#include <algorithm>
#include <unordered_map>

namespace oakprobe::app {
namespace {

constexpr std::size_t near_max = 3;
constexpr std::size_t listed_max = 8;
constexpr std::size_t missing_listed_max = 3;

class Chooser {
 public:
  explicit Chooser(const NamesToChoose& names)
      : names_(names), is_chosen_(names.known.size(), false) {
    for (std::size_t at = 0; at < names.known.size(); ++at) indexes_.emplace(names.known[at], at);
  }

  void take(std::string_view typed) {
    while (true) {
      const auto comma = typed.find(',');
      take_one(trimmed(typed.substr(0, comma)), typed);
      if (comma == std::string_view::npos) return;
      typed.remove_prefix(comma + 1);
    }
  }

  ChosenNames chosen_;

 private:
  void take_one(std::string_view word, std::string_view rest) {
    const std::string option(names_.option);
    if (word.empty()) {
      tell(
          option + " lacks a name" + (rest.find(',') == std::string_view::npos ? "" : " at a comma")
      );
      return;
    }
    const auto range = inventory::Range::parse(word);
    if (!range) {
      tell(option + " " + in_quotes(word) + ": " + range.error());
      return;
    }
    if (range->count() > inventory::nodes_max) {
      tell(
          option + " " + in_quotes(word) + " stands for " + std::to_string(range->count()) +
          " names; " + std::to_string(inventory::nodes_max) + " are the most"
      );
      return;
    }
    std::vector<std::string> missing;
    for (std::uint64_t at = 0; at < range->count(); ++at) {
      const std::string name = range->at(at);
      const auto found = indexes_.find(name);
      if (found == indexes_.end()) {
        missing.push_back(name);
      } else if (!is_chosen_[found->second]) {
        is_chosen_[found->second] = true;
        chosen_.indexes.push_back(found->second);
      }
    }
    if (!missing.empty()) tell_missing(word, missing, range->is_plain());
  }

  void tell_missing(std::string_view word, const std::vector<std::string>& missing, bool plain) {
    std::vector<std::string> quoted;
    for (const auto& name : missing) quoted.push_back(in_quotes(name));
    tell(
        "the inventory has no " + std::string(names_.kind) + (missing.size() > 1 ? "s " : " ") +
        listed(quoted, missing_listed_max, " or ") + (plain ? "" : " of " + in_quotes(word)) +
        near_names(missing.front(), names_)
    );
  }

  void tell(std::string problem) { chosen_.problems.push_back(std::move(problem)); }

  const NamesToChoose& names_;
  std::unordered_map<std::string_view, std::size_t> indexes_;
  std::vector<bool> is_chosen_;
};

// The name begins like the word, or differs in a number alone: w4 and w1, w1 and w01.
bool is_like(std::string_view name, std::string_view word) {
  if (name.size() > word.size() && name.starts_with(word)) return true;
  const auto without_digits = [](std::string_view text) {
    std::string letters(text);
    std::erase_if(letters, [](char letter) { return letter >= '0' && letter <= '9'; });
    return letters;
  };
  const std::string letters = without_digits(name);
  return !letters.empty() && letters == without_digits(word);
}

}  // namespace

ChosenNames choose_names(const NamesToChoose& names, std::span<const std::string> typed) {
  Chooser chooser(names);
  for (const auto& word : typed) chooser.take(word);
  return std::move(chooser.chosen_);
}

std::string near_names(std::string_view word, const NamesToChoose& names) {
  std::vector<std::string_view> left = names.known;
  std::vector<std::string> near;
  while (near.size() < near_max) {
    std::string_view next = nearest(word, left);
    if (next.empty()) {
      const auto like = std::ranges::find_if(left, [&](auto name) { return is_like(name, word); });
      if (like == left.end()) break;
      next = *like;
    }
    near.push_back(in_quotes(next));
    std::erase(left, next);
  }
  if (!near.empty()) return " (did you mean " + listed(near, near_max, " or ") + "?)";
  std::vector<std::string> all;
  for (const auto name : names.known) all.push_back(printable(name));
  return "; its " + std::string(names.kind) + "s are " + listed(all, listed_max);
}

}  // namespace oakprobe::app
