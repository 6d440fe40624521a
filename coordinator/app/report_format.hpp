#pragma once

#include "base/described_enum.hpp"
#include "coordinator/app/report_file.hpp"
#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/metrics/metrics.hpp"

#include <cstdint>
#include <iosfwd>

namespace oakprobe::app {

// The forms of a report, by the names of their options: --json, --markdown. A textfile has metrics.
BOOST_DEFINE_FIXED_ENUM_CLASS(ReportFormat, std::uint8_t, json, markdown, junit, html, textfile)

// What a report has beside what every one tells; a form that has no place for it leaves it out.
struct ReportContent {
  bool round_trips = false;  // a matrix of them
  metrics::MetricsContent metrics{};
};

struct ReportCard {
  ReportFormat format{};
  bool of_a_pair = false;  // tells of two nodes, too (oakprobe explain)
  void (*write
  )(const diagnosis::FinishedCheck& check, const ReportContent& content, std::ostream& out
  ) = nullptr;
  Readers readers = Readers::owner;  // of a file that is new
};

[[nodiscard]] const ReportCard& card_of(ReportFormat format);

}  // namespace oakprobe::app
