#pragma once

#include "inventory/parse_inventory.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::inventory {

// A root and a cluster in four lines, to which tests append.
inline constexpr std::string_view head =
    "version: 1\n"
    "nodes:\n"
    "  - {name: root, address: 192.0.2.10, roles: [root]}\n"
    "  - {name: edge, address: 192.0.2.20, roles: [cluster], cluster: edge}\n";

inline std::string with_head(std::string_view more) { return std::string(head).append(more); }

// Fails the test with the diagnostics when the text is not a valid inventory.
inline Inventory parse(std::string_view text) {
  auto parsed = parse_inventory(text);
  if (parsed) return std::move(*parsed);
  for (const auto& problem : parsed.error()) ADD_FAILURE() << to_string(problem, "inventory");
  return {};
}

// "LINE:COLUMN: message" of each mistake; empty when there is none.
inline std::vector<std::string> problems(std::string_view text) {
  std::vector<std::string> lines;
  const auto parsed = parse_inventory(text);
  if (parsed) return lines;
  for (const auto& problem : parsed.error()) {
    lines.push_back(to_string(problem, "x").substr(2));
  }
  return lines;
}

}  // namespace oakprobe::inventory
