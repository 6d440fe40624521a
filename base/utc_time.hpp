#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe {

// A moment in whole seconds since 1970, UTC, as RFC 3339 writes it: "2026-11-24T00:00:00Z". Years
// 1970 to 9999; what is outside is taken for the nearest.
[[nodiscard]] std::string utc_text(std::int64_t seconds);

// Back, of exactly this form; nullopt: it has another one, or there is no such moment.
[[nodiscard]] std::optional<std::int64_t> parse_utc(std::string_view text);

}  // namespace oakprobe
