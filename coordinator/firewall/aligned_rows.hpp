#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace oakprobe::firewall {

template <std::size_t columns>
using TableRow = std::array<std::string, columns>;

// A line each; a column is as wide as its widest cell, and the last one has no padding.
template <std::size_t columns>
[[nodiscard]] std::string aligned_rows(const std::vector<TableRow<columns>>& rows) {
  std::array<std::size_t, columns> widths{};
  for (const auto& row : rows)
    for (std::size_t at = 0; at < columns; ++at) widths[at] = std::max(widths[at], row[at].size());
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t at = 0; at + 1 < columns; ++at)
      text += row[at] + std::string(widths[at] - row[at].size() + 2, ' ');
    text += row.back() + "\n";
  }
  return text;
}

}  // namespace oakprobe::firewall
