#pragma once

#include <cstdint>

namespace oakprobe::rules {

// What a reading of the rules can say. In this order: what is less true comes first.
enum class Truth : std::uint8_t { no, not_known, yes };

[[nodiscard]] constexpr Truth both(Truth a, Truth b) { return a < b ? a : b; }
[[nodiscard]] constexpr Truth either(Truth a, Truth b) { return a < b ? b : a; }
[[nodiscard]] constexpr Truth opposite(Truth a) {
  return a == Truth::not_known ? a : a == Truth::yes ? Truth::no : Truth::yes;
}
[[nodiscard]] constexpr Truth truth_of(bool it_is) { return it_is ? Truth::yes : Truth::no; }

}  // namespace oakprobe::rules
