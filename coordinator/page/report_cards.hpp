#pragma once

#include "base/described_enum.hpp"
#include "coordinator/page/page_file.hpp"
#include "coordinator/report/report_format.hpp"

#include <array>
#include <cstddef>
#include <iosfwd>
#include <string_view>

// All forms of a report, where all of them are known.
namespace oakprobe::page {

struct ReportCard {
  report::ReportFormat format{};
  void (*write
  )(const diagnosis::FinishedCheck&, std::ostream&, const report::ReportContent&) = nullptr;
  std::string_view help;       // behind its option; of lines of 59 letters at most
  bool of_a_pair = false;      // tells of two nodes, too (oakprobe explain)
  bool for_everybody = false;  // who reads the file runs as somebody else
};

inline constexpr std::array report_cards{
    ReportCard{
        report::ReportFormat::json, report::write_json, "the report as JSON, for programs", true},
    ReportCard{
        report::ReportFormat::markdown,
        report::write_markdown,
        "the report for a ticket of GitHub or GitLab",
        true},
    ReportCard{
        report::ReportFormat::junit,
        report::write_junit,
        "the report for CI, as JUnit XML: what --fail-on lists is a\n"
        "failure, what is unknown an error"},
    ReportCard{report::ReportFormat::html, write_page_file, "the report as one page for a browser"},
    ReportCard{
        report::ReportFormat::textfile,
        report::write_textfile,
        "metrics for the node exporter (docs/metrics.md)",
        false,
        true},
};
static_assert(has_one_for_each(report_cards, &ReportCard::format));

[[nodiscard]] constexpr const ReportCard& card_of(report::ReportFormat format) {
  return report_cards[static_cast<std::size_t>(format)];
}

}  // namespace oakprobe::page
