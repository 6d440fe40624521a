#pragma once

#include <string_view>
#include <vector>

// What the files of /proc and /etc have in common: lines of words.
namespace oakprobe::packets {

// The words of a line, split at runs of blanks. They point into the line.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view line);

// The lines of a text, without their ends. They point into the text.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace oakprobe::packets
