#pragma once

#include <string>
#include <string_view>

namespace oakprobe::report {

// Another machine's words, for GitHub's and GitLab's Markdown. Escaping is not enough there: both
// look for @mentions, #123, web and mail addresses and commit hashes in the finished text. Inside a
// code span they look for nothing, so whatever is not a plain word or number becomes one. One line.
[[nodiscard]] std::string markdown_prose(std::string_view text);

// All of it as one code span; "" of nothing.
[[nodiscard]] std::string markdown_code(std::string_view text);

// The same for a table's cell, where a '|' or '\' would end it: these become '?'.
[[nodiscard]] std::string markdown_cell_code(std::string_view text);

// Lines as they are, in a fence that they can't close. Ends with a newline.
[[nodiscard]] std::string markdown_fenced(std::string_view lines);

}  // namespace oakprobe::report
