#include "coordinator/app/report_format.hpp"

#include "coordinator/report/html_report.hpp"
#include "coordinator/report/json_report.hpp"
#include "coordinator/report/junit_report.hpp"
#include "coordinator/report/markdown_report.hpp"

#include <array>
#include <ostream>

namespace oakprobe::app {
namespace {

using diagnosis::FinishedCheck;

constexpr std::array cards{
    ReportCard{
        ReportFormat::json,
        true,
        [](const FinishedCheck& check, const ReportContent&, std::ostream& out) {
          report::write_json(check, out);
        },
    },
    ReportCard{
        ReportFormat::markdown,
        true,
        [](const FinishedCheck& check, const ReportContent&, std::ostream& out) {
          out << report::render_markdown(check);
        },
    },
    ReportCard{
        ReportFormat::junit,
        false,
        [](const FinishedCheck& check, const ReportContent&, std::ostream& out) {
          report::write_junit(check, out);
        },
    },
    ReportCard{
        ReportFormat::html,
        false,
        [](const FinishedCheck& check, const ReportContent& content, std::ostream& out) {
          report::write_html(check, out, report::HtmlContent{content.round_trips});
        },
    },
    ReportCard{
        ReportFormat::textfile,
        false,
        [](const FinishedCheck& check, const ReportContent& content, std::ostream& out) {
          metrics::MetricsContent metrics = content.metrics;
          metrics.form = metrics::TextForm::prometheus;
          metrics::write_metrics(check, metrics, out);
        },
        Readers::everybody,
    },
};
static_assert(has_one_for_each(cards, &ReportCard::format));

}  // namespace

const ReportCard& card_of(ReportFormat format) {
  return cards.at(static_cast<std::size_t>(format));
}

}  // namespace oakprobe::app
