#pragma once

#include "coordinator/diagnosis/finished_check.hpp"

#include <cstddef>
#include <string>

namespace oakprobe::report {

// A comment of a GitHub ticket holds 65,536 characters; the report stays below, whatever was found.
inline constexpr std::size_t markdown_bytes_max = 60'000;

// The whole report in GitHub's and GitLab's Markdown, to be pasted into a ticket. What came from
// other machines can neither mark up, nor link, nor mention anybody.
[[nodiscard]] std::string render_markdown(const diagnosis::FinishedCheck& check);

}  // namespace oakprobe::report
