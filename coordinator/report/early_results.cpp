#include "coordinator/report/early_results.hpp"

#include "base/printable.hpp"
#include "coordinator/report/paint.hpp"
#include "coordinator/report/plain_text.hpp"
#include "coordinator/report/story.hpp"

namespace oakprobe::report {
namespace {

bool is_wrong(Mark mark) { return mark >= Mark::degraded && mark != Mark::unknown; }

}  // namespace

std::string render_early_results(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
) {
  std::string out;
  std::size_t told = 0;
  std::size_t left = 0;
  for (const TroubleSection& section : tell_troubles(check)) {
    if (!section.troubles.empty() && is_wrong(section.troubles.front().mark)) left += section.left;
    for (const Trouble& trouble : section.troubles) {
      if (!is_wrong(trouble.mark)) continue;
      if (told == early_results_max) {
        ++left;
        continue;
      }
      ++told;
      out += wrapped(
          "  ", printable(trouble.title) + ": " + printable(trouble.message), 4, columns_of(style)
      );
    }
  }
  if (out.empty()) return "";
  if (left > 0) out += "  ... and " + std::to_string(left) + " more\n";
  return "So far, before the closer look:\n" + out;
}

}  // namespace oakprobe::report
