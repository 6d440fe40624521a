#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace oakprobe::report {

// Columns that valid UTF-8 takes on a terminal, one a code point, and none for paint.
[[nodiscard]] std::size_t width_of(std::string_view text);

// At most this many columns; what is cut ends in '~'.
[[nodiscard]] std::string cut_to(std::string_view text, std::size_t columns);

// Breaks valid UTF-8 between words, and a word that is longer than a line. Every line starts with
// the indentation, but the first, which starts with the head (of the same width, or longer). Ends
// with a newline.
[[nodiscard]] std::string wrapped(
    std::string_view head, std::string_view text, std::size_t indent, std::size_t columns
);

}  // namespace oakprobe::report
