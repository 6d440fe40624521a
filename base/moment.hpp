#pragma once

#include "base/utc_time.hpp"

#include <optional>
#include <string_view>

namespace oakprobe {

// RFC 3339, or a span of time back from `now`: "2h", "3d". nullopt: neither.
[[nodiscard]] std::optional<UtcSeconds> parse_moment(std::string_view text, UtcSeconds now);

}  // namespace oakprobe
