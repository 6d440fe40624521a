#include "coordinator/report/troubles.hpp"

#include "base/listing.hpp"
#include "base/printable.hpp"
#include "coordinator/report/paint.hpp"
#include "coordinator/report/plain_text.hpp"
#include "coordinator/report/story.hpp"

#include <algorithm>

namespace oakprobe::report {
namespace {

constexpr std::size_t indent = 4;

std::string field(std::string_view name, const std::string& text, unsigned columns) {
  if (text.empty()) return "";
  std::string head(indent, ' ');
  head += name;
  head += ": ";
  return wrapped(head, printable(text), head.size(), columns);
}

// The number stays plain; a colour does not run across a line break.
std::string title(const Trouble& trouble, const TerminalStyle& style, unsigned columns) {
  const std::string text = trouble.title + (trouble.accepted ? " - accepted" : "");
  std::string number = std::to_string(trouble.id) + ".";
  number.resize(std::max(number.size() + 1, indent), ' ');
  std::string lines = wrapped(std::string(number.size(), ' '), printable(text), indent, columns);
  std::string out = number;
  std::size_t from = number.size();
  while (from < lines.size()) {
    const std::size_t end = lines.find('\n', from);
    const std::size_t start = std::min(lines.find_first_not_of(' ', from), end);
    out += lines.substr(from, start - from);
    out += painted(lines.substr(start, end - start), trouble.mark, style.colour) + "\n";
    from = end + 1;
  }
  return out;
}

std::string render(const Trouble& trouble, const TerminalStyle& style, unsigned columns) {
  std::string out = title(trouble, style, columns);
  out += wrapped(std::string(indent, ' '), printable(trouble.message), indent, columns);
  out += field("where", trouble.where, columns);
  out += field("seen", trouble.seen, columns);
  if (style.verbose) out += field("counts", trouble.counts, columns);
  out += field("fix", trouble.fix.text(), columns);
  out += field("silenced", trouble.silenced, columns);
  return out + field("paths", paths_text(trouble), columns);
}

std::string left_text(const TroubleSection& section, unsigned columns) {
  const std::string text = "... and " + std::to_string(section.left) + " more, of " +
                           count_of(section.left_paths, "path") + ": --json FILE has them all.";
  return "\n" + wrapped("", text, 0, columns);
}

std::string render(const NamedList& list, const TerminalStyle& style, unsigned columns) {
  std::string out = "\n" + heading(list.title, style.colour) + "\n\n";
  for (const NamedWords& line : list.lines) {
    out += wrapped("  ", printable(line.name) + ": " + printable(line.words.text()), 4, columns);
  }
  if (list.left > 0) {
    out += "  ... and " + std::to_string(list.left) + " more: --json FILE has them all.\n";
  }
  return out;
}

}  // namespace

std::string render_troubles(const diagnosis::FinishedCheck& check, const TerminalStyle& style) {
  const unsigned columns = columns_of(style);
  std::string out;
  for (const TroubleSection& section : tell_troubles(check)) {
    out += "\n" + heading(section.title, style.colour) + "\n";
    for (const Trouble& trouble : section.troubles) out += "\n" + render(trouble, style, columns);
    if (section.left > 0) out += left_text(section, columns);
  }
  return out;
}

std::string render_notes(const diagnosis::FinishedCheck& check, const TerminalStyle& style) {
  const unsigned columns = columns_of(style);
  std::string out;
  for (const NamedList& list : tell_nodes(check)) out += render(list, style, columns);
  const NamedList silences = tell_silences(check);
  if (!silences.lines.empty()) out += render(silences, style, columns);
  const NamedList touched = tell_touched(check);
  if (style.verbose && !touched.lines.empty()) out += render(touched, style, columns);
  std::string notes;
  for (const std::string& note : tell_notes(check)) {
    notes += wrapped("Note: ", printable(note), 6, columns);
  }
  return notes.empty() ? out : out + "\n" + notes;
}

}  // namespace oakprobe::report
