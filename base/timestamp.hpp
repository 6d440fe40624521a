#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe {

// A time as RFC 3339 has it, "2026-12-01T18:30:00Z" or "…+01:00", or a day alone, which begins at
// midnight UTC. Parts of a second are passed over. nullopt: it is none.
[[nodiscard]] std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text);

// So, in UTC and whole seconds.
[[nodiscard]] std::string timestamp_text(std::chrono::sys_seconds time);

}  // namespace oakprobe
