#pragma once

#include "base/described_enum.hpp"
#include "coordinator/diagnosis/run_outcome.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>

namespace oakprobe::metrics {

using diagnosis::RunOutcome;

// What is counted over all runs of an audit.
struct AuditTotals {
  std::array<std::uint64_t, enum_size<RunOutcome>> runs{};  // by outcome
  std::uint64_t alerts_pending = 0;                         // messages that wait to be delivered
};

// Both are valid in either, but for counters, whose families have names of their own in each.
enum class TextForm : std::uint8_t {
  open_metrics,
  prometheus,  // its older format, as the node exporter reads files
};

struct MetricsContent {
  TextForm form = TextForm::open_metrics;
  std::size_t paths_max = 200;        // --metric-paths: paths with a series of their own
  std::optional<AuditTotals> totals;  // nullopt: a single check has none
};

// Clusters by name; nodes of those that the inventory names later are told as `other_clusters`.
inline constexpr std::size_t clusters_max = 50;
inline constexpr std::string_view other_clusters = "(others)";

// The state of a finished check as OpenMetrics text (docs/metrics.md). Reads the paths once. Errors
// are the stream's state.
void write_metrics(
    const diagnosis::FinishedCheck& check, const MetricsContent& content, std::ostream& out
);

}  // namespace oakprobe::metrics
