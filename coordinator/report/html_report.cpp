#include "coordinator/report/html_report.hpp"

#include "base/printable.hpp"
#include "coordinator/report/html_style.hpp"
#include "coordinator/report/matrix_table.hpp"
#include "coordinator/report/story.hpp"

#include <pugixml.hpp>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using pugi::xml_node;

// An element with words in it; the library escapes them.
xml_node add(xml_node parent, const char* tag, const std::string& words = "") {
  xml_node node = parent.append_child(tag);
  if (!words.empty()) node.append_child(pugi::node_pcdata).set_value(printable(words).c_str());
  return node;
}

void set(xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

void put_class(xml_node node, Mark mark) {
  set(node, "class", "m" + std::to_string(static_cast<int>(mark)));
}

void add_header(xml_node row, const std::string& words, const char* scope) {
  set(add(row, "th", words), "scope", scope);
}

void add_cell(xml_node row, const MatrixTable& table, std::size_t source, std::size_t target) {
  const Mark mark = table.at(source, target).mark;
  xml_node cell = add(row, "td", cell_text(table, source, target));
  put_class(cell, mark);
  set(add(cell, "span", " " + std::string(words_of(mark))), "class", "words");
}

void add_matrix(xml_node main, const FinishedCheck& check) {
  const MatrixTable matrix = matrix_of(check);
  if (matrix.lines.empty()) return;
  add(main, "h2", "Matrix");
  if (matrix.folded) add(main, "p", fold_text(matrix));
  // It can be scrolled by keyboard.
  xml_node frame = add(main, "div");
  set(frame, "class", "scroll");
  set(frame, "role", "region");
  set(frame, "aria-label", "Matrix");
  set(frame, "tabindex", "0");
  xml_node table = add(frame, "table");
  add(table, "caption", "Sources down, targets across; the worst of each pair.");
  xml_node head = add(add(table, "thead"), "tr");
  add_header(head, std::string(matrix_corner), "col");
  for (const MatrixLine& line : matrix.lines) add_header(head, line.name + line.suffix, "col");
  xml_node body = add(table, "tbody");
  for (std::size_t source = 0; source < matrix.lines.size(); ++source) {
    xml_node row = add(body, "tr");
    add_header(row, matrix.lines[source].name + matrix.lines[source].suffix, "row");
    for (std::size_t target = 0; target < matrix.lines.size(); ++target) {
      add_cell(row, matrix, source, target);
    }
  }
  xml_node legend = add(main, "dl");
  for (const LegendEntry& entry : legend_of(matrix)) {
    add(legend, "dt", std::string(entry.symbol));
    add(legend, "dd", std::string(entry.words));
  }
}

void add_field(xml_node list, const char* name, const std::string& words) {
  if (words.empty()) return;
  add(list, "dt", name);
  add(list, "dd", words);
}

void add_trouble(xml_node section, const Trouble& trouble) {
  xml_node article = add(section, "article");
  xml_node title = add(article, "h3", std::to_string(trouble.id) + ". ");
  put_class(
      add(title, "span", trouble.title + (trouble.accepted ? ", accepted" : "")), trouble.mark
  );
  add(article, "p", trouble.message);
  xml_node list = add(article, "dl");
  add_field(list, "Where", trouble.where);
  add_field(list, "Seen", trouble.seen);
  add_field(list, "Fix", trouble.fix);
  add_field(list, "Paths", paths_text(trouble));
}

void add_left(xml_node parent, std::size_t left) {
  if (left > 0) add(parent, "p", std::to_string(left) + " more: the JSON report has them all.");
}

void add_section(xml_node main, const TroubleSection& told) {
  xml_node section = add(main, "section");
  add(section, "h2", std::string(told.title));
  for (const Trouble& trouble : told.troubles) add_trouble(section, trouble);
  add_left(section, told.left);
}

void add_list(xml_node main, const NamedList& told) {
  if (told.lines.empty()) return;
  xml_node section = add(main, "section");
  add(section, "h2", std::string(told.title));
  xml_node list = add(section, "ul");
  for (const NamedWords& line : told.lines) add(list, "li", line.name + ": " + line.words);
  add_left(section, told.left);
}

void add_summary(xml_node main, const FinishedCheck& check) {
  const std::string outcome = tell_outcome(check);
  const bool passed = outcome.starts_with("Passed");
  const bool failed = diagnosis::failures_of(check).any();
  set(add(main, "p", outcome),
      "class",
      failed ? "outcome failed" : (passed ? "outcome passed" : "outcome undecided"));
  add(main, "p", summary_text(check.summary));
}

}  // namespace

void write_html(const FinishedCheck& check, std::ostream& out) {
  pugi::xml_document page;
  xml_node body = page.append_child("body");
  xml_node main = add(body, "main");
  add(main, "h1", "Oakprobe: who reaches whom");
  add_summary(main, check);
  add_matrix(main, check);
  for (const TroubleSection& section : tell_troubles(check)) add_section(main, section);
  for (const NamedList& list : tell_nodes(check)) add_list(main, list);
  add_list(main, tell_touched(check));
  const auto sentences = tell_notes(check);
  if (!sentences.empty()) add(main, "h2", "Notes");
  xml_node list = sentences.empty() ? xml_node() : add(main, "ul");
  for (const std::string& note : sentences) add(list, "li", note);
  add(add(main, "footer"),
      "p",
      "Run " + check.run_id + ", " + check.started + " to " + check.finished + ", oakprobe " +
          OAKPROBE_VERSION + ", Oakestra " + check.inventory.release +
          (check.inventory.release_assumed ? " (assumed)" : "") + ".");
  out << html_head;
  // HTML knows no <td/>.
  page.print(
      out,
      "",
      pugi::format_raw | pugi::format_no_declaration | pugi::format_no_empty_element_tags,
      pugi::encoding_utf8
  );
  out << "\n</html>\n";
}

}  // namespace oakprobe::report
