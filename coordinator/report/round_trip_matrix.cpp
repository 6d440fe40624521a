#include "coordinator/report/round_trip_matrix.hpp"

#include "coordinator/report/grid.hpp"
#include "coordinator/report/plain_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace oakprobe::report {
namespace {

// Of an even number the mean of the two in the middle. Puts them in another order.
std::optional<std::uint32_t> median_of(std::vector<std::uint32_t>& times) {
  if (times.empty()) return std::nullopt;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  if (times.size() % 2 == 1) return *middle;
  const std::uint64_t sum = std::uint64_t{*std::max_element(times.begin(), middle)} + *middle;
  return static_cast<std::uint32_t>(sum / 2);
}

bool stands_out(std::uint32_t time_us, std::uint32_t median_us) {
  return time_us > std::uint64_t{median_us} * round_trip_outlier_ratio &&
         time_us - median_us >= round_trip_outlier_us;
}

bool has_outlier(const RoundTripMatrix& matrix) {
  return std::ranges::any_of(matrix.cells, &RoundTripCell::outlier);
}

}  // namespace

RoundTripMatrix round_trips_of(const diagnosis::FinishedCheck& check) {
  MatrixTable table = matrix_of(check);
  const std::size_t width = table.lines.size();
  std::vector<std::vector<std::uint32_t>> times(width * width);
  for (const diagnosis::FinishedPath& path : check.paths) {
    if (!path.round_trip) continue;
    const std::size_t row = *table.line_of_node[index_of(path.id.source)];
    const std::size_t column = *table.line_of_node[index_of(path.id.target)];
    times[row * width + column].push_back(path.round_trip->median_us);
  }
  RoundTripMatrix matrix{std::move(table.lines), {}, std::nullopt, table.folded};
  std::vector<std::uint32_t> medians;
  for (auto& cell : times) {
    matrix.cells.push_back({median_of(cell), cell.size(), false});
    if (matrix.cells.back().median_us) medians.push_back(*matrix.cells.back().median_us);
  }
  matrix.median_us = median_of(medians);
  for (RoundTripCell& cell : matrix.cells)
    cell.outlier = cell.median_us && stands_out(*cell.median_us, *matrix.median_us);
  return matrix;
}

std::string milliseconds_text(std::uint32_t microseconds) {
  // By what is printed: 9'996 µs are not "10.00".
  int decimals = 0;
  for (const std::uint32_t below : {99'950U, 9'995U, 100U})
    decimals += microseconds < below ? 1 : 0;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, microseconds / 1000.0);
  return text.data();
}

std::string cell_text(const RoundTripCell& cell) {
  if (!cell.median_us) return ".";
  return milliseconds_text(*cell.median_us) + (cell.outlier ? "!" : "");
}

std::string round_trip_caption(const RoundTripMatrix& matrix) {
  if (!matrix.median_us)
    return "No round trip was measured: no agent answered itself. Running services are not timed.";
  return std::string("Round trips in ms, to the column and back: the median of all paths of a ") +
         (matrix.folded ? "cell." : "pair.");
}

std::vector<RoundTripSign> round_trip_legend(const RoundTripMatrix& matrix) {
  if (!matrix.median_us) return {};
  std::vector<RoundTripSign> legend;
  const std::string ratio = std::to_string(round_trip_outlier_ratio);
  const std::string more = std::to_string(round_trip_outlier_us / 1'000);
  if (has_outlier(matrix))
    legend.push_back(
        {"!",
         "slow: over " + ratio + " times the median of all cells (" +
             milliseconds_text(*matrix.median_us) + " ms), and by " + more + " ms or more"}
    );
  if (std::ranges::any_of(matrix.cells, [](const auto& cell) { return !cell.median_us; }))
    legend.push_back({".", "not measured: no path, or no agent that answered itself"});
  return legend;
}

std::string render_round_trips(const diagnosis::FinishedCheck& check, const TerminalStyle& style) {
  const RoundTripMatrix matrix = round_trips_of(check);
  const std::size_t columns = columns_of(style);
  std::string out = wrapped("", round_trip_caption(matrix), 0, columns);
  if (!matrix.median_us) return out;
  Grid grid{matrix.lines, {}};
  for (const RoundTripCell& cell : matrix.cells) {
    std::optional<Mark> mark;
    if (!cell.median_us) mark = Mark::nothing;
    if (cell.outlier) mark = Mark::degraded;
    grid.cells.push_back({cell_text(cell), mark});
  }
  out += "\n" + render_blocks(grid, columns, style.colour);
  for (const RoundTripSign& sign : round_trip_legend(matrix))
    out += wrapped("  " + sign.symbol + " ", sign.words, 4, columns);
  return out;
}

}  // namespace oakprobe::report
