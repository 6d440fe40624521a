#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::app {

// What an option chooses from.
struct NamesToChoose {
  std::string_view option;  // "--source"
  std::string_view kind;    // "node"
  std::vector<std::string_view> known;
};

struct ChosenNames {
  std::vector<std::size_t> indexes;   // into `known`, each once, as typed
  std::vector<std::string> problems;  // each a line for standard error
};

// Each typed word is a name, a range as the inventory's own names have it ("w[1-3]"), or several of
// these with commas between them.
[[nodiscard]] ChosenNames choose_names(
    const NamesToChoose& names, std::span<const std::string> typed
);

// " (did you mean 'w1' or 'w3'?)": up to three that are near, begin like it, or have
// another number; else
// "; its nodes are w1, w2, …".
[[nodiscard]] std::string near_names(std::string_view word, const NamesToChoose& names);

}  // namespace oakprobe::app
