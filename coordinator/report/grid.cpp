#include "coordinator/report/grid.hpp"

#include "base/printable.hpp"
#include "coordinator/report/matrix_table.hpp"
#include "coordinator/report/plain_text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

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

std::string name_of(const MatrixLine& line) {
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

std::size_t widest_cell(const MatrixTable& table, std::size_t column) {
  std::size_t widest = cell_columns;
  for (std::size_t row = 0; row < table.lines.size(); ++row) {
    widest = std::max(widest, cell_text(table, row, column).size() + 1);
  }
  return widest;
}

Layout lay_out(const MatrixTable& table, std::size_t columns) {
  Layout layout;
  layout.label = matrix_corner.size();
  for (const MatrixLine& line : table.lines) {
    layout.rows.push_back(name_of(line));
    layout.label = std::max(layout.label, width_of(layout.rows.back()));
  }
  layout.label += 2;
  std::size_t total = layout.label;
  for (std::size_t i = 0; i < table.lines.size(); ++i) {
    layout.columns.push_back(layout.rows[i]);
    layout.widths.push_back(std::max(widest_cell(table, i), width_of(layout.rows[i]) + 1));
    total += layout.widths.back();
  }
  if (total <= columns) return layout;
  const std::size_t digits = std::to_string(layout.rows.size()).size();
  for (std::size_t i = 0; i < layout.rows.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    layout.columns[i] = number;
    layout.widths[i] = widest_cell(table, i);
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
    const MatrixTable& table, const Layout& layout, std::size_t first, std::size_t last, bool colour
) {
  std::string line = padded(std::string(matrix_corner), layout.label);
  for (std::size_t column = first; column < last; ++column) {
    line += padded(layout.columns[column], layout.widths[column]);
  }
  trim_right(line);
  std::string out = line + "\n";
  for (std::size_t row = 0; row < table.lines.size(); ++row) {
    std::string text = padded(layout.rows[row], layout.label);
    std::size_t gap = 0;  // spaces that are due before the next cell
    for (std::size_t column = first; column < last; ++column) {
      const std::string cell = cell_text(table, row, column);
      text.append(gap, ' ');
      text += painted(cell, table.at(row, column).mark, colour);
      gap = layout.widths[column] - cell.size();
    }
    out += text + "\n";
  }
  return out;
}

// An entry is not broken between its symbol and its words.
std::string legend(const MatrixTable& table, std::size_t columns) {
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

// The table in blocks, each with an empty line behind it.
std::string render_table(const MatrixTable& table, const TerminalStyle& style) {
  const std::size_t columns = columns_of(style);
  std::string out;
  if (table.folded) out += wrapped("", fold_text(table), 0, columns) + "\n";
  const Layout layout = lay_out(table, columns);
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
    out += render_block(table, layout, first, last, style.colour) + "\n";
    first = last;
  }
  return out;
}

// "worker-mqtt (tcp 10003)"; a flow whose port is the target's own has none in its name.
std::string title_of(const diagnosis::FinishedCheck& check, FlowId id) {
  const inventory::Flow& flow = check.inventory.flow(id);
  std::set<std::uint16_t> ports;
  for (std::size_t i = 0; i < check.paths.size(); ++i)
    if (check.paths.id_at(i).flow == id) ports.insert(check.paths.end_at(i).port);
  const std::string port = ports.size() == 1 ? " " + std::to_string(*ports.begin()) : "";
  return printable(flow.id) + " (" + std::string(to_string(flow.protocol)) + port + ")";
}

}  // namespace

std::string render_grid(const diagnosis::FinishedCheck& check, const TerminalStyle& style) {
  const MatrixTable table = matrix_of(check);
  if (table.lines.empty()) return "";
  return render_table(table, style) + legend(table, columns_of(style));
}

std::string render_grids_by_flow(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
) {
  std::map<FlowId, std::pair<std::size_t, std::size_t>> paths;  // all, as expected
  for (std::size_t i = 0; i < check.paths.size(); ++i) {
    auto& [all, well] = paths[check.paths.id_at(i).flow];
    ++all;
    well += is_as_expected(*check.paths.state_at(i).verdict) ? 1 : 0;
  }
  std::string fine;
  std::string out;
  for (const auto& [flow, counts] : paths) {
    const auto& [all, well] = counts;
    const std::string title = title_of(check, flow) + ": ";
    if (well == all) {
      const std::string count = all == 1 ? "1 path" : std::to_string(all) + " paths";
      fine += wrapped("", title + count + ", as expected", 4, columns_of(style));
    } else {
      const std::string text =
          title + std::to_string(well) + " of " + std::to_string(all) + " paths as expected";
      out += wrapped("", text, 4, columns_of(style)) + "\n";
      out += render_table(matrix_of(check, flow), style);
    }
  }
  const MatrixTable table = matrix_of(check);
  return table.lines.empty() ? "" : out + fine + "\n" + legend(table, columns_of(style));
}

}  // namespace oakprobe::report
