#include "coordinator/report/report_format.hpp"

namespace oakprobe::report {

void write_textfile(
    const diagnosis::FinishedCheck& check, std::ostream& out, const ReportContent& content
) {
  metrics::MetricsContent metrics = content.metrics;
  metrics.form = metrics::TextForm::prometheus;
  metrics::write_metrics(check, metrics, out);
}

}  // namespace oakprobe::report
