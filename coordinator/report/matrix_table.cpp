#include "coordinator/report/matrix_table.hpp"

#include "base/listing.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace oakprobe::report {
namespace {

using diagnosis::FinishedCheck;
using diagnosis::FinishedPath;

bool is_of(const PathId& path, std::optional<FlowId> flow) { return !flow || path.flow == *flow; }

std::vector<bool> who_takes_part(const FinishedCheck& check, std::optional<FlowId> flow) {
  std::vector<bool> takes_part(check.inventory.nodes.size());
  for (const FinishedPath& path : check.paths) {
    if (!is_of(path.id, flow)) continue;
    takes_part[index_of(path.id.source)] = true;
    takes_part[index_of(path.id.target)] = true;
  }
  return takes_part;
}

LineOfNode a_line_each(
    const FinishedCheck& check, const std::vector<bool>& takes_part, MatrixTable& table
) {
  LineOfNode lines(takes_part.size());
  for (std::size_t node = 0; node < takes_part.size(); ++node) {
    if (!takes_part[node]) continue;
    lines[node] = table.lines.size();
    table.lines.push_back({check.inventory.nodes[node].name, "", 1});
  }
  return lines;
}

void add_cause(MatrixCell& cell, std::size_t id) {
  const auto at = std::ranges::lower_bound(cell.causes, id);
  if (at != cell.causes.end() && *at == id) return;
  cell.causes.insert(at, id);
  if (cell.causes.size() <= cell_causes_max) return;
  cell.causes.pop_back();
  cell.more_causes = true;
}

}  // namespace

MatrixTable matrix_of(const FinishedCheck& check, std::optional<FlowId> flow) {
  MatrixTable table;
  const std::vector<bool> takes_part = who_takes_part(check, flow);
  table.nodes = static_cast<std::size_t>(std::count(takes_part.begin(), takes_part.end(), true));
  table.folded = table.nodes > matrix_nodes_max;
  table.thinned = check.coverage.plan != plans::PlanKind::full;
  table.line_of_node =
      table.folded ? fold_nodes(check, takes_part, table) : a_line_each(check, takes_part, table);
  table.cells.resize(table.lines.size() * table.lines.size());
  for (const FinishedPath& path : check.paths) {
    if (!is_of(path.id, flow)) continue;
    const std::size_t row = *table.line_of_node[index_of(path.id.source)];
    const std::size_t column = *table.line_of_node[index_of(path.id.target)];
    MatrixCell& cell = table.cells[row * table.lines.size() + column];
    cell.mark = std::max(cell.mark, mark_of(*path.verdict, path.accepted));
    ++cell.paths;
    cell.as_expected += is_as_expected(*path.verdict) ? 1 : 0;
    if (path.cause_index) add_cause(cell, *path.cause_index + 1);
  }
  return table;
}

bool is_numbered(const MatrixTable& table, std::size_t row, std::size_t column) {
  const bool of_a_group = table.lines[row].nodes > 1 || table.lines[column].nodes > 1;
  return !of_a_group && !table.at(row, column).causes.empty();
}

std::string cell_text(const MatrixTable& table, std::size_t row, std::size_t column) {
  const MatrixCell& cell = table.at(row, column);
  const bool of_a_group = table.lines[row].nodes > 1 || table.lines[column].nodes > 1;
  std::string symbol(symbol_of(cell.mark));
  for (std::size_t i = 0; i < cell.causes.size() && !of_a_group; ++i)
    symbol += (i == 0 ? "" : ",") + std::to_string(cell.causes[i]);
  if (cell.more_causes && !of_a_group) symbol += "+";
  if (cell.paths == 0 || !of_a_group) return symbol;
  const std::string counts = std::to_string(cell.as_expected) + "/" + std::to_string(cell.paths);
  return cell.as_expected == cell.paths ? counts : counts + " " + symbol;
}

std::string_view words_of(Mark mark) {
  switch (mark) {
    case Mark::nothing:
      return "nothing expected";
    case Mark::closed:
      return "closed, as it should be";
    case Mark::open:
      return "open";
    case Mark::noted:
      return "open, see below";
    case Mark::accepted:
      return "unknown, accepted";
    case Mark::degraded:
      return "degraded";
    case Mark::unknown:
      return "unknown";
    case Mark::exposed:
      return "exposed";
    case Mark::blocked:
      return "blocked";
  }
  return "";
}

std::vector<LegendEntry> legend_of(const MatrixTable& table) {
  static constexpr std::array order{
      Mark::open,
      Mark::noted,
      Mark::closed,
      Mark::blocked,
      Mark::exposed,
      Mark::degraded,
      Mark::unknown,
      Mark::accepted,
      Mark::nothing,
  };
  std::set<Mark> used{Mark::nothing};
  for (const MatrixCell& cell : table.cells) used.insert(cell.mark);
  std::vector<LegendEntry> legend;
  for (const Mark mark : order) {
    if (!used.contains(mark)) continue;
    const bool left_out = mark == Mark::nothing && table.thinned;
    legend.push_back({symbol_of(mark), left_out ? "nothing expected, or not tried" : words_of(mark)}
    );
  }
  return legend;
}

std::string causes_text(const MatrixTable& table) {
  bool numbered = false;
  for (std::size_t row = 0; row < table.lines.size(); ++row)
    for (std::size_t column = 0; column < table.lines.size(); ++column)
      numbered = numbered || is_numbered(table, row, column);
  return numbered ? "A number leads to what is told below." : "";
}

std::string fold_text(const MatrixTable& table) {
  if (!table.folded) return "";
  std::string text = count_of(table.nodes, "node") + ", in groups.";
  if (table.spread > 0) {
    text += " " + count_of(table.spread, "node") + " with trouble " +
            (table.spread == 1 ? "has" : "have") + " a line of " +
            (table.spread == 1 ? "its" : "their") + " own.";
  }
  if (table.not_spread > 0) {
    text += " " + std::to_string(table.not_spread) + " more with trouble " +
            (table.not_spread == 1 ? "stays" : "stay") + " in the groups.";
  }
  return text + " 3/4 X: 3 of 4 paths are as expected, and the worst of the others is X.";
}

}  // namespace oakprobe::report
