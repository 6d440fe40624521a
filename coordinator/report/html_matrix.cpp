#include "coordinator/report/html_matrix.hpp"

#include "base/listing.hpp"
#include "coordinator/report/html_element.hpp"

#include <functional>

namespace oakprobe::report {
namespace {

using pugi::xml_node;

std::string full_name_of(const MatrixLine& line) { return line.name + line.suffix; }

std::string pair_text(const std::vector<MatrixLine>& lines, std::size_t row, std::size_t column) {
  return full_name_of(lines[row]) + " to " + full_name_of(lines[column]) + ": ";
}

// "w1 to w3: blocked, 2 of 3 paths as expected"
std::string cell_title(const MatrixTable& matrix, std::size_t row, std::size_t column) {
  const MatrixCell& cell = matrix.at(row, column);
  const std::string text = pair_text(matrix.lines, row, column) + std::string(words_of(cell.mark));
  if (cell.paths == 0) return text + (matrix.thinned ? ", or not tried" : "");
  return text + ", " + std::to_string(cell.as_expected) + " of " + count_of(cell.paths, "path") +
         " as expected";
}

std::string cell_title(const RoundTripMatrix& matrix, std::size_t row, std::size_t column) {
  const RoundTripCell& cell = matrix.at(row, column);
  const std::string pair = pair_text(matrix.lines, row, column);
  if (!cell.median_us) return pair + "not measured";
  return pair + milliseconds_text(*cell.median_us) + " ms" + (cell.outlier ? ", slow" : "") +
         (cell.paths == 1 ? "" : ", the median of " + count_of(cell.paths, "path"));
}

// The words are in a box, which limits how long they get before they wrap.
void add_header(xml_node row, const std::string& words, const char* scope) {
  xml_node header = add_element(row, "th");
  set_attribute(header, "scope", scope);
  set_attribute(add_element(header, "span", words), "class", "name");
}

using AddCell = std::function<void(xml_node row, std::size_t source, std::size_t target)>;

void add_table(
    xml_node main,
    const std::string& label,
    const std::vector<MatrixLine>& lines,
    const AddCell& add_cell
) {
  // It can be scrolled by keyboard.
  xml_node frame = add_element(main, "div");
  set_attribute(frame, "class", "scroll");
  set_attribute(frame, "role", "region");
  set_attribute(frame, "aria-label", label);
  set_attribute(frame, "tabindex", "0");
  xml_node table = add_element(frame, "table");
  set_attribute(table, "aria-label", label);
  xml_node head = add_element(add_element(table, "thead"), "tr");
  add_header(head, std::string(matrix_corner), "col");
  for (const MatrixLine& line : lines) add_header(head, full_name_of(line), "col");
  xml_node body = add_element(table, "tbody");
  for (std::size_t source = 0; source < lines.size(); ++source) {
    xml_node row = add_element(body, "tr");
    add_header(row, full_name_of(lines[source]), "row");
    for (std::size_t target = 0; target < lines.size(); ++target) add_cell(row, source, target);
  }
}

// The numbers lead to what is told of the pair.
void add_cell_text(
    xml_node cell,
    const MatrixTable& matrix,
    const std::set<std::size_t>& entries,
    std::size_t from,
    std::size_t to
) {
  if (!is_numbered(matrix, from, to)) return add_words(cell, cell_text(matrix, from, to));
  const MatrixCell& each = matrix.at(from, to);
  add_words(cell, symbol_of(each.mark));
  for (std::size_t i = 0; i < each.causes.size(); ++i) {
    if (i > 0) add_words(cell, ",");
    const std::string number = std::to_string(each.causes[i]);
    if (entries.contains(each.causes[i])) {
      set_attribute(add_element(cell, "a", number), "href", "#" + entry_id(each.causes[i]));
    } else {
      add_words(cell, number);
    }
  }
  if (each.more_causes) add_words(cell, "+");
}

// Beside what a cell shows, for who does not see it.
void add_hidden(xml_node cell, std::string_view words) {
  set_attribute(add_element(cell, "span", " " + std::string(words)), "class", "words");
}

xml_node add_legend(xml_node main) {
  xml_node legend = add_element(main, "dl");
  set_attribute(legend, "class", "legend");
  return legend;
}

}  // namespace

void add_matrix(xml_node main, const MatrixTable& matrix, const std::set<std::size_t>& entries) {
  if (matrix.lines.empty()) return;
  add_element(main, "h2", "Matrix");
  if (matrix.folded) add_element(main, "p", fold_text(matrix));
  set_attribute(
      add_element(
          main, "p", "Sources down, targets across; the worst of each pair. " + causes_text(matrix)
      ),
      "class",
      "caption"
  );
  add_table(main, "Matrix", matrix.lines, [&](xml_node row, std::size_t from, std::size_t to) {
    xml_node cell = add_element(row, "td");
    add_cell_text(cell, matrix, entries, from, to);
    const Mark mark = matrix.at(from, to).mark;
    set_class(cell, mark);
    set_attribute(cell, "title", cell_title(matrix, from, to));
    add_hidden(cell, words_of(mark));
  });
  xml_node legend = add_legend(main);
  for (const LegendEntry& entry : legend_of(matrix)) {
    add_element(legend, "dt", std::string(entry.symbol));
    add_element(legend, "dd", std::string(entry.words));
  }
}

void add_round_trips(xml_node main, const RoundTripMatrix& matrix) {
  add_element(main, "h2", "Round trips");
  set_attribute(add_element(main, "p", round_trip_caption(matrix)), "class", "caption");
  if (!matrix.median_us) return;
  add_table(main, "Round trips", matrix.lines, [&](xml_node row, std::size_t from, std::size_t to) {
    const RoundTripCell& each = matrix.at(from, to);
    xml_node cell = add_element(row, "td", cell_text(each));
    if (each.outlier) set_class(cell, Mark::degraded);
    if (!each.median_us) set_class(cell, Mark::nothing);
    set_attribute(cell, "title", cell_title(matrix, from, to));
    if (each.outlier) add_hidden(cell, "slow");
    if (!each.median_us) add_hidden(cell, "not measured");
  });
  xml_node legend = add_legend(main);
  for (const RoundTripSign& sign : round_trip_legend(matrix)) {
    add_element(legend, "dt", sign.symbol);
    add_element(legend, "dd", sign.words);
  }
}

}  // namespace oakprobe::report
