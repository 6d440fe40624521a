#pragma once

#include "coordinator/app/report_files.hpp"
#include "coordinator/cli/command_line.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/terminal_style.hpp"

#include <functional>
#include <string>

namespace oakprobe::cli {

// What is printed of a check; empty: nothing.
using Render =
    std::function<std::string(const diagnosis::FinishedCheck& check, const report::TerminalStyle&)>;

// The matrix and the troubles; nothing with --quiet where all is as expected.
[[nodiscard]] Render render_all(const TellingOptions& options);

// Everything about one pair; or the commands that mend it: where there are none a line on standard
// error says so.
[[nodiscard]] Render render_pair(NodeId source, NodeId target, bool only_fix);

// Prints what is rendered of a check (on standard error where a report goes to standard output),
// and writes its reports, which were opened. Returns the exit code.
[[nodiscard]] int tell_check(
    const diagnosis::FinishedCheck& check,
    app::ReportFiles& reports,
    const TellingOptions& options,
    const Render& render
);

}  // namespace oakprobe::cli
