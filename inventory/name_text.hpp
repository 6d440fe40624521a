#pragma once

#include "base/ascii.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace oakprobe::inventory {

inline constexpr std::size_t name_bytes_max = 128;  // of a node or a flow

// A node's or flow's name: letters, digits, '.', '_', '-', which is not the first.
[[nodiscard]] constexpr bool is_name(std::string_view text) {
  return !text.empty() && text.front() != '-' && std::ranges::all_of(text, [](char letter) {
    return is_alphanumeric(letter) || letter == '.' || letter == '_' || letter == '-';
  });
}

}  // namespace oakprobe::inventory
