#include "coordinator/report/grid.hpp"

#include "coordinator/report/paint.hpp"
#include "coordinator/report/plain_text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;

constexpr std::string_view corner = "from \\ to";
constexpr std::size_t label_columns_max = 24;
constexpr std::size_t cell_columns = 4;  // the longest symbol and a space

// The nodes that the matrix shows, and the worst mark of each of their pairs.
struct Grid {
  std::vector<NodeId> nodes;
  std::map<std::pair<NodeId, NodeId>, Mark> marks;
  std::size_t left_out = 0;  // nodes
};

bool is_trouble(const FinishedPath& path) { return !is_as_expected(path.verdict); }

Grid collect(const FinishedCheck& check) {
  std::set<NodeId> all;
  std::set<NodeId> troubled;
  for (const FinishedPath& path : check.paths) {
    all.insert({path.id.source, path.id.target});
    if (is_trouble(path)) troubled.insert({path.id.source, path.id.target});
  }
  const std::set<NodeId>& shown = all.size() > grid_nodes_max ? troubled : all;
  Grid grid;
  for (const NodeId node : shown) {
    if (grid.nodes.size() < grid_nodes_max) grid.nodes.push_back(node);
  }
  grid.left_out = all.size() - grid.nodes.size();
  const std::set<NodeId> kept(grid.nodes.begin(), grid.nodes.end());
  for (const FinishedPath& path : check.paths) {
    if (!kept.contains(path.id.source) || !kept.contains(path.id.target)) continue;
    Mark& mark = grid.marks[{path.id.source, path.id.target}];
    mark = std::max(mark, mark_of(path.verdict, path.accepted));
  }
  return grid;
}

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

std::string name_of(const FinishedCheck& check, NodeId node) {
  return cut_middle(plain(check.inventory.node(node).name), label_columns_max);
}

// How rows and columns are called, and how wide they are.
struct Layout {
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::vector<std::size_t> widths;
  std::size_t label = 0;
  bool numbered = false;
};

Layout lay_out(const FinishedCheck& check, const Grid& grid, std::size_t columns) {
  Layout layout;
  layout.label = corner.size();
  for (const NodeId node : grid.nodes) {
    layout.rows.push_back(name_of(check, node));
    layout.label = std::max(layout.label, width_of(layout.rows.back()));
  }
  layout.label += 2;
  std::size_t total = layout.label;
  for (const std::string& name : layout.rows) {
    layout.columns.push_back(name);
    layout.widths.push_back(std::max(cell_columns, width_of(name) + 1));
    total += layout.widths.back();
  }
  if (total <= columns) return layout;
  layout.numbered = true;
  const std::size_t digits = std::to_string(layout.rows.size()).size();
  for (std::size_t i = 0; i < layout.rows.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    layout.columns[i] = number;
    layout.widths[i] = cell_columns;
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
  std::string line = padded(std::string(corner), layout.label);
  for (std::size_t column = first; column < last; ++column) {
    line += padded(layout.columns[column], layout.widths[column]);
  }
  trim_right(line);
  std::string out = line + "\n";
  for (std::size_t row = 0; row < grid.nodes.size(); ++row) {
    std::string text = padded(layout.rows[row], layout.label);
    std::size_t gap = 0;  // spaces that are due before the next symbol
    for (std::size_t column = first; column < last; ++column) {
      const auto found = grid.marks.find({grid.nodes[row], grid.nodes[column]});
      const Mark mark = found == grid.marks.end() ? Mark::nothing : found->second;
      const std::string_view symbol = symbol_of(mark);
      text.append(gap, ' ');
      text += painted(symbol, mark, colour);
      gap = layout.widths[column] - symbol.size();
    }
    out += text + "\n";
  }
  return out;
}

std::string legend(const Grid& grid, std::size_t columns) {
  static constexpr std::array<std::pair<Mark, std::string_view>, 9> words{{
      {Mark::open, "open"},
      {Mark::noted, "open, see below"},
      {Mark::closed, "closed, as it should be"},
      {Mark::blocked, "blocked"},
      {Mark::exposed, "exposed"},
      {Mark::degraded, "degraded"},
      {Mark::unknown, "unknown"},
      {Mark::accepted, "unknown, accepted"},
      {Mark::nothing, "nothing expected"},
  }};
  std::set<Mark> used{Mark::nothing};
  for (const auto& [pair, mark] : grid.marks) used.insert(mark);
  // An entry is not broken between its symbol and its words.
  std::string text = "Cells show the worst of their pair:";
  std::size_t column = text.size();
  for (const auto& [mark, word] : words) {
    if (!used.contains(mark)) continue;
    const std::string entry = std::string(symbol_of(mark)) + " " + std::string(word);
    const bool fits = column + 2 + entry.size() <= columns;
    text += fits ? "  " : "\n  ";
    column = (fits ? column : 0) + 2 + entry.size();
    text += entry;
  }
  return text + "\n";
}

}  // namespace

std::string render_grid(const FinishedCheck& check, const TerminalStyle& style) {
  const Grid grid = collect(check);
  const std::size_t columns = std::max(style.columns, 40U);
  std::string out;
  if (grid.left_out > 0) {
    out += wrapped(
        "",
        std::to_string(grid.left_out) + " of " + std::to_string(grid.left_out + grid.nodes.size()) +
            " nodes are left out: the matrix shows those with something to tell, at most " +
            std::to_string(grid_nodes_max) + ".",
        0,
        columns
    );
  }
  if (grid.nodes.empty()) return out;
  const Layout layout = lay_out(check, grid, columns);
  std::size_t first = 0;
  while (first < layout.columns.size()) {
    std::size_t last = first;
    std::size_t width = layout.label;
    while (last < layout.columns.size() && (last == first || width + layout.widths[last] <= columns)
    ) {
      width += layout.widths[last];
      ++last;
    }
    out += render_block(grid, layout, first, last, style.colour) + "\n";
    first = last;
  }
  return out + legend(grid, columns);
}

}  // namespace oakprobe::report
