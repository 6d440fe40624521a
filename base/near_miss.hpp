#pragma once

#include <span>
#include <string_view>

namespace oakprobe {

// The candidate that the writer of `word` probably meant: at most two letters off (one in a short
// word), case aside. Empty: none is near.
[[nodiscard]] std::string_view nearest(
    std::string_view word, std::span<const std::string_view> candidates
);

}  // namespace oakprobe
