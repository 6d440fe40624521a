#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/matrix_table.hpp"
#include "coordinator/report/paint.hpp"
#include "coordinator/report/terminal_style.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::report {

// A short text, ASCII, and how it is painted; nullopt: not at all.
struct GridCell {
  std::string text;
  std::optional<Mark> mark;
};

// Any matrix of lines by lines, cells row by row.
struct Grid {
  std::vector<MatrixLine> lines;
  std::vector<GridCell> cells;

  [[nodiscard]] const GridCell& at(std::size_t row, std::size_t column) const {
    return cells[row * lines.size() + column];
  }
};

// Lays it out within so many columns: the matrix's columns are numbered where names do not fit, and
// split into blocks where numbers do not fit either. An empty line follows each block.
[[nodiscard]] std::string render_blocks(const Grid& grid, std::size_t columns, bool colour);

// The reachability matrix with its legend: sources down, targets across.
[[nodiscard]] std::string render_grid(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
);

// The table alone, in blocks with an empty line behind each; and what its marks mean.
[[nodiscard]] std::string render_table(const MatrixTable& table, const TerminalStyle& style);
[[nodiscard]] std::string render_legend(const MatrixTable& table, std::size_t columns);

}  // namespace oakprobe::report
