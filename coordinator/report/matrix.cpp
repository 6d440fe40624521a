#include "coordinator/report/matrix.hpp"

#include "base/listing.hpp"
#include "coordinator/report/flow_grids.hpp"
#include "coordinator/report/grid.hpp"
#include "coordinator/report/paint.hpp"
#include "coordinator/report/plain_text.hpp"
#include "coordinator/report/round_trip_matrix.hpp"
#include "coordinator/report/story.hpp"
#include "coordinator/report/troubles.hpp"

namespace oakprobe::report {
namespace {

std::string summary_line(const diagnosis::Summary& summary, const TerminalStyle& style) {
  std::string text = count_of(summary.paths, "path");
  std::size_t column = text.size();
  bool first = true;
  // Colours take no columns, so lines are broken here and not by wrapped().
  for (const MarkedCount& count : tell_counts(summary)) {
    text += first ? ":" : ",";
    ++column;
    if (column + 1 + count.words.size() + 1 > columns_of(style)) {
      text += "\n ";
      column = 1;
    }
    text += " " + painted(count.words, count.mark, style.colour);
    column += 1 + count.words.size();
    first = false;
  }
  return text + ".\n";
}

}  // namespace

std::string render_matrix(const diagnosis::FinishedCheck& check, const TerminalStyle& style) {
  std::string out = style.by_flow ? render_grids_by_flow(check, style) : render_grid(check, style);
  if (!out.empty()) out += "\n";
  if (style.round_trips) out += render_round_trips(check, style) + "\n";
  out += summary_line(check.summary, style);
  out += render_troubles(check, style);
  out += render_notes(check, style);
  return out + "\n" + wrapped("", tell_outcome(check), 0, columns_of(style));
}

}  // namespace oakprobe::report
