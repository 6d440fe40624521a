#include "base/printable.hpp"
#include "coordinator/report/grid.hpp"
#include "coordinator/report/markdown_text.hpp"
#include "coordinator/report/matrix_table.hpp"
#include "coordinator/report/plain_text.hpp"
#include "coordinator/report/report_format.hpp"
#include "coordinator/report/story.hpp"

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;

// A wider table is wider than a ticket; then the terminal's blocks of 80 columns read better.
constexpr std::size_t table_lines_max = 16;
constexpr std::size_t words_max = 1'500;  // columns of one text
// What the sections before the run's own data may take together.
constexpr std::size_t sections_bytes_max = markdown_bytes_max - 8'000;

std::string prose(std::string_view text) {
  return markdown_prose(cut_to(printable(text), words_max));
}

// Bold where something is wrong. A symbol's own characters mean nothing to Markdown; with a number
// behind them ("!3", "~1") they would be references of GitLab's, but for code.
std::string cell(const MatrixTable& table, std::size_t row, std::size_t column) {
  const MatrixCell& cell = table.at(row, column);
  const std::string plain = cell_text(table, row, column);
  std::string text;
  for (const char c : plain) {
    if (std::string_view("*~-!.?()").find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  if (is_numbered(table, row, column)) text = markdown_code(plain);
  return cell.mark >= Mark::degraded ? "**" + text + "**" : text;
}

std::string name_cell(const MatrixLine& line) {
  return markdown_cell_code(line.name) + printable(line.suffix);
}

std::string table_of(const MatrixTable& table) {
  std::string out = "| from \\\\ to |";
  std::string rule = "| --- |";
  for (const MatrixLine& line : table.lines) {
    out += " " + name_cell(line) + " |";
    rule += " --- |";
  }
  out += "\n" + rule + "\n";
  for (std::size_t row = 0; row < table.lines.size(); ++row) {
    out += "| **" + name_cell(table.lines[row]) + "** |";
    for (std::size_t column = 0; column < table.lines.size(); ++column) {
      out += " " + cell(table, row, column) + " |";
    }
    out += "\n";
  }
  out += "\nCells show the worst of their pair: ";
  bool first = true;
  for (const LegendEntry& entry : legend_of(table)) {
    out += (first ? "" : ", ") + markdown_code(entry.symbol) + " " + std::string(entry.words);
    first = false;
  }
  const std::string causes = causes_text(table);
  return out + "." + (causes.empty() ? "" : " " + causes) + "\n";
}

std::string matrix(const FinishedCheck& check) {
  const MatrixTable table = matrix_of(check);
  if (table.lines.empty()) return "";
  if (table.lines.size() > table_lines_max) return "\n" + markdown_fenced(render_grid(check, {}));
  const std::string fold = fold_text(table);
  return (fold.empty() ? "" : "\n" + prose(fold) + "\n") + "\n" + table_of(table);
}

std::string field(std::string_view name, const std::string& text) {
  return text.empty() ? "" : "- **" + std::string(name) + ":** " + text + "\n";
}

std::string paths_of(const Trouble& trouble) {
  std::string text;
  for (const AffectedPaths& flow : trouble.paths) {
    text += (text.empty() ? "" : "; ") + markdown_code(flow.flow);
    for (std::size_t i = 0; i < flow.pairs.size(); ++i) {
      text += (i == 0 ? " " : ", ") + markdown_code(flow.pairs[i]);
    }
  }
  if (trouble.paths_left > 0) text += "; and " + std::to_string(trouble.paths_left) + " more";
  return text;
}

// Commands whole, to be copied.
std::string marked_prose(const telling::MarkedText& words) {
  std::string text;
  for (const telling::TextPart& part : words.parts()) {
    if (part.command) {
      text += markdown_code(cut_to(printable(part.text), words_max));
      continue;
    }
    if (part.text.front() == ' ') text += ' ';
    text += prose(part.text);
    if (part.text.back() == ' ' && part.text.size() > 1) text += ' ';
  }
  return text;
}

std::string trouble_text(const Trouble& trouble) {
  return "\n### " + std::to_string(trouble.id) + "\\. " + prose(trouble.title) +
         (trouble.accepted ? ", accepted" : "") + "\n\n" + prose(trouble.message) + "\n\n" +
         field("Where", prose(trouble.where)) + field("Seen", prose(trouble.seen)) +
         field("Fix", marked_prose(trouble.fix)) + field("Silenced", prose(trouble.silenced)) +
         field("Paths", paths_of(trouble));
}

void add_section(std::string& out, const TroubleSection& section) {
  out += "\n## " + std::string(section.title) + "\n";
  std::size_t left = section.left;
  for (const Trouble& trouble : section.troubles) {
    const std::string text = trouble_text(trouble);
    if (out.size() + text.size() > sections_bytes_max) {
      ++left;
    } else {
      out += text;
    }
  }
  if (left > 0) out += "\n" + std::to_string(left) + " more: the JSON report has them all.\n";
}

void add_list(std::string& out, const NamedList& list) {
  if (list.lines.empty()) return;
  out += "\n## " + std::string(list.title) + "\n\n";
  std::size_t left = list.left;
  for (const NamedWords& line : list.lines) {
    const std::string text = "- " + prose(line.name) + ": " + marked_prose(line.words) + "\n";
    if (out.size() + text.size() > sections_bytes_max) {
      ++left;
    } else {
      out += text;
    }
  }
  if (left > 0) out += "- " + std::to_string(left) + " more: the JSON report has them all.\n";
}

std::string run_data(const FinishedCheck& check) {
  return "\n---\n\nRun " + markdown_code(check.run_id) + ", " + markdown_code(check.started) +
         " to " + markdown_code(check.finished) + ", oakprobe " + markdown_code(check.oakprobe) +
         ", Oakestra " + markdown_code(check.inventory.release) +
         (check.inventory.release_assumed ? " (assumed)" : "") + ".\n";
}

}  // namespace

void write_markdown(const FinishedCheck& check, std::ostream& stream, const ReportContent&) {
  std::string out = "# Oakprobe: who reaches whom\n\n**" + prose(tell_outcome(check)) + "** " +
                    summary_text(check.summary) + "\n" + matrix(check);
  for (const TroubleSection& section : tell_troubles(check)) add_section(out, section);
  for (const NamedList& list : tell_nodes(check)) add_list(out, list);
  add_list(out, tell_silences(check));
  add_list(out, tell_touched(check));
  const auto notes = tell_notes(check);
  if (!notes.empty()) out += "\n## Notes\n\n";
  for (const std::string& note : notes) out += "- " + prose(note) + "\n";
  stream << out << run_data(check);
}

}  // namespace oakprobe::report
