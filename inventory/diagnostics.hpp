#pragma once

#include "inventory/parse_inventory.hpp"
#include "inventory/yaml_document.hpp"

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace oakprobe::inventory {

inline constexpr std::size_t diagnostics_max = 200;

// Collects mistakes while an inventory is read. The same mistake at the same place counts once: a
// wrong default, or an entry that stands for 10,000 nodes, is told one time.
class Diagnostics {
 public:
  void add(Position at, std::string message);

  // Reads like a mistake and need not be one: told, but no reason to refuse the inventory.
  void doubt(Position at, const std::string& message);

  // How many were added so far; two equal counts mean that nothing went wrong in between.
  [[nodiscard]] std::size_t count() const { return found_.size() + uncounted_; }
  [[nodiscard]] bool empty() const { return found_.empty(); }

  // Mistakes and doubts in order of position, at most diagnostics_max, then "and N more".
  [[nodiscard]] std::vector<Diagnostic> take() const;

  // The doubts alone.
  [[nodiscard]] std::vector<Diagnostic> doubts() const;

 private:
  using Found = std::set<std::tuple<int, int, std::string>>;

  Found found_;
  Found doubts_;
  std::size_t uncounted_ = 0;
};

// " (did you mean 'address'?)", or nothing when no candidate is near.
[[nodiscard]] std::string did_you_mean(
    std::string_view word, std::span<const std::string_view> candidates
);

}  // namespace oakprobe::inventory
