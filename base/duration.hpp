#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe {

// The longest that is taken.
inline constexpr std::chrono::seconds duration_max = std::chrono::days(100 * 365);

// A span of time as people write it: a whole number and s, m, h, d or y (365 days): "90s", "5m",
// "2h", "3d", "2y". nullopt: it is none, nothing (0), or longer than duration_max.
[[nodiscard]] std::optional<std::chrono::seconds> parse_duration(std::string_view text);

// So, in the largest unit that leaves nothing over.
[[nodiscard]] std::string duration_text(std::chrono::seconds span);

}  // namespace oakprobe
