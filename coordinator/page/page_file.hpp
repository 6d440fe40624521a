#pragma once

#include "coordinator/report/report_format.hpp"

#include <iosfwd>
#include <string_view>

namespace oakprobe::page {

// One HTML file that needs nothing else (docs/serve.md, "One file"): the page's program and style,
// its data, and for who runs no script the plain report. A program that was built without the page
// writes the plain report alone. The file says itself by hashes what of it runs, so that nothing
// else does.
void write_page_file(
    const diagnosis::FinishedCheck& check,
    std::ostream& out,
    const report::ReportContent& content = {}
);

// As a policy names what stands between <script> and </script>, or <style> and </style>:
// 'sha256-…' (CSP Level 3, §2.3.1), with its quotes.
[[nodiscard]] std::string source_of(std::string_view inlined);

}  // namespace oakprobe::page
