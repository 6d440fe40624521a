#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// What an agent, a network, a file or an inventory wrote, fit to be printed: whoever wrote it may
// want to steer a terminal, to reorder a line or to fill a screen.
namespace oakprobe {

inline constexpr std::size_t excerpt_bytes_max = 500;

enum class Keep : std::uint8_t { beginning, end };  // of a text that is cut

// One line of UTF-8 that nothing obeys: control characters (C0, DEL, C1), marks that can't be seen
// (direction, line separators, zero width, tags) and malformed bytes become '?', tabs blanks, and
// line ends " / ". What is printable stays as it is.
[[nodiscard]] std::string printable(std::string_view text);

// The same in at most bytes_max bytes: what is longer is cut between two characters, with a "…"
// where something is missing. bytes_max is at least 3.
[[nodiscard]] std::string excerpt(
    std::string_view text, Keep keep = Keep::beginning, std::size_t bytes_max = excerpt_bytes_max
);

// An excerpt in quotation marks: 'word'.
[[nodiscard]] std::string in_quotes(std::string_view text, Keep keep = Keep::beginning);

}  // namespace oakprobe
