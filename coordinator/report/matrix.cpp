#include "coordinator/report/matrix.hpp"

#include "coordinator/report/grid.hpp"
#include "coordinator/report/paint.hpp"
#include "coordinator/report/plain_text.hpp"
#include "coordinator/report/troubles.hpp"

#include <algorithm>

namespace oakprobe::report {
namespace {

std::string summary_line(const diagnosis::Summary& summary, const TerminalStyle& style) {
  std::string text = std::to_string(summary.paths) + (summary.paths == 1 ? " path" : " paths");
  std::size_t column = text.size();
  bool first = true;
  // Colours take no columns, so lines are broken here and not by wrapped().
  const auto add = [&](std::string_view separator, const std::string& words, Mark mark) {
    text += separator;
    column += separator.size();
    if (column + 1 + words.size() + 1 > std::max(style.columns, 40U)) {
      text += "\n ";
      column = 1;
    }
    text += " " + painted(words, mark, style.colour);
    column += 1 + words.size();
  };
  const auto count = [&](std::size_t number, std::string_view word, Mark mark) {
    if (number == 0) return;
    add(first ? ":" : ",", std::to_string(number) + " " + std::string(word), mark);
    first = false;
  };
  count(summary.open, "open", Mark::open);
  count(summary.closed, "closed as expected", Mark::closed);
  count(summary.degraded, "degraded", Mark::degraded);
  count(summary.blocked, "blocked", Mark::blocked);
  count(summary.exposed, "exposed", Mark::exposed);
  count(summary.unknown, "unknown", Mark::unknown);
  if (summary.accepted > 0) {
    add("", "(" + std::to_string(summary.accepted) + " accepted)", Mark::accepted);
  }
  return text + ".\n";
}

}  // namespace

std::string render_matrix(const diagnosis::FinishedCheck& check, const TerminalStyle& style) {
  std::string out = render_grid(check, style);
  if (!out.empty()) out += "\n";
  out += summary_line(check.summary, style);
  out += render_troubles(check, style);
  out += render_notes(check, style);
  return out;
}

}  // namespace oakprobe::report
