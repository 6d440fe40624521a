#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/paint.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oakprobe::report {

// With more nodes than this the matrix folds to clusters, and to roles where these are too many.
inline constexpr std::size_t matrix_nodes_max = 40;

// A row and a column: one node, or a group of them.
struct MatrixLine {
  std::string name;    // "w1", "edge-a"
  std::string suffix;  // " workers (380)"; empty for a node
  std::size_t nodes = 1;
};

inline constexpr std::size_t cell_causes_max = 2;

// All paths from a row to a column.
struct MatrixCell {
  Mark mark = Mark::nothing;  // the worst
  std::size_t paths = 0;
  std::size_t as_expected = 0;
  std::vector<std::size_t> causes;  // ids as they are told, ascending; cell_causes_max at most
  bool more_causes = false;
};

// Which line each node is in, by NodeId; nullopt: it takes no part.
using LineOfNode = std::vector<std::optional<std::size_t>>;

// Who reaches whom, for any layout: sources down, targets across.
struct MatrixTable {
  std::vector<MatrixLine> lines;  // rows and columns alike
  std::vector<MatrixCell> cells;  // row by row
  LineOfNode line_of_node;
  std::size_t nodes = 0;  // that take part in the check
  bool folded = false;
  bool thinned = false;        // the plan left paths out: an empty cell may be one of them
  std::size_t spread = 0;      // folded: nodes with trouble that have a line of their own
  std::size_t not_spread = 0;  // folded: nodes with trouble that stay in their groups

  [[nodiscard]] const MatrixCell& at(std::size_t row, std::size_t column) const {
    return cells[row * lines.size() + column];
  }
};

// flow: of its paths alone.
[[nodiscard]] MatrixTable matrix_of(
    const diagnosis::FinishedCheck& check, std::optional<FlowId> flow = std::nullopt
);

// "ok"; "X1": the worst of its paths is X, and entry 1 says what is wrong; "X1,3+": so do 3 and
// more. Where a group is an end "380/380", "378/380 X": so many of its paths are as expected, and
// the worst of the others; those have many entries.
[[nodiscard]] std::string cell_text(const MatrixTable& table, std::size_t row, std::size_t column);

[[nodiscard]] bool is_numbered(const MatrixTable& table, std::size_t row, std::size_t column);

inline constexpr std::string_view matrix_corner = "from \\ to";

// "blocked", "closed, as it should be"
[[nodiscard]] std::string_view words_of(Mark mark);

// What the marks of this matrix mean.
struct LegendEntry {
  std::string_view symbol;
  std::string_view words;
};
[[nodiscard]] std::vector<LegendEntry> legend_of(const MatrixTable& table);

// What the numbers in its cells are, in a sentence; empty where there are none.
[[nodiscard]] std::string causes_text(const MatrixTable& table);

// What a folded matrix is, in a sentence; empty for one that is not.
[[nodiscard]] std::string fold_text(const MatrixTable& table);

// Fills the lines of a folded matrix (matrix_fold.cpp). `takes_part` is by NodeId.
[[nodiscard]] LineOfNode fold_nodes(
    const diagnosis::FinishedCheck& check, const std::vector<bool>& takes_part, MatrixTable& table
);

}  // namespace oakprobe::report
