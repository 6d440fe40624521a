#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe {

// A moment, counted from 1970, UTC.
using UtcSeconds = std::chrono::seconds;

// RFC 3339, UTC: "2026-11-30T07:51:40Z". Of a moment in the years 1970 to 9999.
[[nodiscard]] std::string utc_text(UtcSeconds moment);

// What RFC 3339 says, with any offset; a fraction of a second is passed over. nullopt: it is none,
// or before 1970.
[[nodiscard]] std::optional<UtcSeconds> parse_utc(std::string_view text);

}  // namespace oakprobe
