#include "coordinator/report/grid.hpp"

#include "base/printable.hpp"
#include "coordinator/report/plain_text.hpp"

#include <algorithm>

namespace oakprobe::report {
namespace {

constexpr std::size_t label_columns_max = 24;
constexpr std::size_t cell_columns = 4;  // the longest symbol and a space

std::string padded(std::string text, std::size_t columns) {
  const std::size_t width = width_of(text);
  if (width < columns) text.append(columns - width, ' ');
  return text;
}

// Names of many nodes differ at their ends. Node names are ASCII (docs/inventory.md).
std::string cut_middle(const std::string& name, std::size_t columns) {
  if (name.size() <= columns) return name;
  const std::size_t tail = columns / 2;
  return name.substr(0, columns - tail - 1) + "~" + name.substr(name.size() - tail);
}

std::string printable_name_of(const MatrixLine& line) {
  const std::size_t left = label_columns_max - std::min(line.suffix.size(), label_columns_max - 8);
  return cut_middle(printable(line.name), left) + printable(line.suffix);
}

// How rows and columns are called, and how wide they are.
struct Layout {
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::vector<std::size_t> widths;
  std::size_t label = 0;
};

std::size_t widest_cell(const Grid& grid, std::size_t column) {
  std::size_t widest = cell_columns;
  for (std::size_t row = 0; row < grid.lines.size(); ++row) {
    widest = std::max(widest, grid.at(row, column).text.size() + 1);
  }
  return widest;
}

Layout lay_out(const Grid& grid, std::size_t columns) {
  Layout layout;
  layout.label = matrix_corner.size();
  for (const MatrixLine& line : grid.lines) {
    layout.rows.push_back(printable_name_of(line));
    layout.label = std::max(layout.label, width_of(layout.rows.back()));
  }
  layout.label += 2;
  std::size_t total = layout.label;
  for (std::size_t i = 0; i < grid.lines.size(); ++i) {
    layout.columns.push_back(layout.rows[i]);
    layout.widths.push_back(std::max(widest_cell(grid, i), width_of(layout.rows[i]) + 1));
    total += layout.widths.back();
  }
  if (total <= columns) return layout;
  const std::size_t digits = std::to_string(layout.rows.size()).size();
  for (std::size_t i = 0; i < layout.rows.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    layout.columns[i] = number;
    layout.widths[i] = widest_cell(grid, i);
    layout.rows[i] = std::string(digits - number.size(), ' ') + number + " " + layout.rows[i];
  }
  layout.label += digits + 1;
  return layout;
}

void trim_right(std::string& text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
}

// Columns [first, last) of all rows.
std::string render_block(
    const Grid& grid, const Layout& layout, std::size_t first, std::size_t last, bool colour
) {
  std::string line = padded(std::string(matrix_corner), layout.label);
  for (std::size_t column = first; column < last; ++column) {
    line += padded(layout.columns[column], layout.widths[column]);
  }
  trim_right(line);
  std::string out = line + "\n";
  for (std::size_t row = 0; row < grid.lines.size(); ++row) {
    std::string text = padded(layout.rows[row], layout.label);
    std::size_t gap = 0;  // spaces that are due before the next cell
    for (std::size_t column = first; column < last; ++column) {
      const GridCell& cell = grid.at(row, column);
      text.append(gap, ' ');
      text += cell.mark ? painted(cell.text, *cell.mark, colour) : cell.text;
      gap = layout.widths[column] - cell.text.size();
    }
    out += text + "\n";
  }
  return out;
}

}  // namespace

std::string render_blocks(const Grid& grid, std::size_t columns, bool colour) {
  const Layout layout = lay_out(grid, columns);
  std::string out;
  std::size_t first = 0;
  while (first < layout.columns.size()) {
    std::size_t last = first;
    std::size_t width = layout.label;
    // The last column of a line needs no space behind it.
    while (last < layout.columns.size() &&
           (last == first || width + layout.widths[last] - 1 <= columns)) {
      width += layout.widths[last];
      ++last;
    }
    out += render_block(grid, layout, first, last, colour) + "\n";
    first = last;
  }
  return out;
}

// An entry is not broken between its symbol and its words.
std::string render_legend(const MatrixTable& table, std::size_t columns) {
  std::string text = "Cells show the worst of their pair:";
  std::size_t column = text.size();
  for (const LegendEntry& one : legend_of(table)) {
    const std::string entry = std::string(one.symbol) + " " + std::string(one.words);
    const bool fits = column + 2 + entry.size() <= columns;
    text += fits ? "  " : "\n  ";
    column = (fits ? column : 0) + 2 + entry.size();
    text += entry;
  }
  text += "\n";
  const std::string causes = causes_text(table);
  return causes.empty() ? text : text + "  " + causes + "\n";
}

std::string render_table(const MatrixTable& table, const TerminalStyle& style) {
  const std::size_t columns = columns_of(style);
  Grid grid{table.lines, {}};
  for (std::size_t row = 0; row < table.lines.size(); ++row)
    for (std::size_t column = 0; column < table.lines.size(); ++column)
      grid.cells.push_back({cell_text(table, row, column), table.at(row, column).mark});
  std::string out;
  if (table.folded) out += wrapped("", fold_text(table), 0, columns) + "\n";
  return out + render_blocks(grid, columns, style.colour);
}

std::string render_grid(const diagnosis::FinishedCheck& check, const TerminalStyle& style) {
  const MatrixTable table = matrix_of(check);
  if (table.lines.empty()) return "";
  return render_table(table, style) + render_legend(table, columns_of(style));
}

}  // namespace oakprobe::report
