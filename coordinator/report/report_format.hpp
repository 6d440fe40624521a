#pragma once

#include "base/described_enum.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/metrics/metrics.hpp"

#include <cstdint>
#include <iosfwd>

// A form of a report is a function in a source of its own; what is said of it to who asks for one,
// the table of coordinator/page/report_cards.hpp has.
namespace oakprobe::report {

// By the names of their options: --json, --markdown.
BOOST_DEFINE_FIXED_ENUM_CLASS(ReportFormat, std::uint8_t, json, markdown, junit, html, textfile)

// What a report has beside what every one tells; a form that has no place for it leaves it out.
struct ReportContent {
  bool round_trips = false;  // a matrix of them
  metrics::MetricsContent metrics{};
};

// Each writes the whole report, always valid UTF-8. What came from other machines is text and
// nothing else. Errors are the stream's state; the caller looks at it afterwards.

// oakprobe.report/1 (docs/report.md), path by path: memory does not grow with their number.
void write_json(
    const diagnosis::FinishedCheck& check, std::ostream& out, const ReportContent& content = {}
);

// A comment of a GitHub ticket holds 65,536 characters; the report stays below, whatever was found.
inline constexpr std::size_t markdown_bytes_max = 60'000;

// GitHub's and GitLab's Markdown, to be pasted into a ticket: no text of others can mark up, link,
// or mention anybody in it.
void write_markdown(
    const diagnosis::FinishedCheck& check, std::ostream& out, const ReportContent& content = {}
);

// JUnit XML, as Jenkins and GitLab read it (docs/report.md): a test case a path, and one for each
// finding that is an error. What --fail-on lists is a failure, an unknown that is not accepted an
// error, an accepted one skipped. Written case by case: memory does not grow with the paths.
void write_junit(
    const diagnosis::FinishedCheck& check, std::ostream& out, const ReportContent& content = {}
);

// The plain report for a browser, one HTML page that needs nothing else: no script, no font, no
// picture.
void write_html(
    const diagnosis::FinishedCheck& check, std::ostream& out, const ReportContent& content = {}
);

// Metrics as the node exporter reads them from files.
void write_textfile(
    const diagnosis::FinishedCheck& check, std::ostream& out, const ReportContent& content = {}
);

}  // namespace oakprobe::report
