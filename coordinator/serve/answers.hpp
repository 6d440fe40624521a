#pragma once

#include "coordinator/serve/asked_question.hpp"
#include "coordinator/serve/data_source.hpp"
#include "coordinator/serve/history_view.hpp"

#include <cstddef>

// A function for each kind of answer (docs/serve.md), in a source of its own. What can't be
// answered is refused (Refused).
namespace oakprobe::serve {

inline constexpr std::size_t runs_asked_max = 1'000;
// Of each list of a difference.
inline constexpr std::size_t changes_told_max = 1'000;
// Of a path, an agent or a finding: the latest.
inline constexpr std::size_t intervals_told_max = 1'000;

[[nodiscard]] Answer answer_runs(HistoryView& history, const AskedQuestion& asked);
// Its path has a second part, the run's id or "latest".
[[nodiscard]] Answer answer_run(HistoryView& history, const AskedQuestion& asked);
[[nodiscard]] Answer answer_difference(HistoryView& history, const AskedQuestion& asked);
// So, flow, source and target.
[[nodiscard]] Answer answer_path(HistoryView& history, const AskedQuestion& asked);
// So, the node.
[[nodiscard]] Answer answer_node(HistoryView& history, const AskedQuestion& asked);
[[nodiscard]] Answer answer_matrix(HistoryView& history, const AskedQuestion& asked);
[[nodiscard]] Answer answer_causes(HistoryView& history, const AskedQuestion& asked);
[[nodiscard]] Answer answer_times(HistoryView& history, const AskedQuestion& asked);

}  // namespace oakprobe::serve
