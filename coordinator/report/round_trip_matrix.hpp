#pragma once

#include "coordinator/diagnosis/finished_check.hpp"
#include "coordinator/report/matrix_table.hpp"
#include "coordinator/report/terminal_style.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace oakprobe::report {

// A cell stands out above so many times the median of all cells, and so much more than it: a
// median takes no notice of the few that are slow, and below a millisecond ratios say little.
inline constexpr std::uint32_t round_trip_outlier_ratio = 3;
inline constexpr std::uint32_t round_trip_outlier_us = 1'000;

// All paths from a row to a column that have a round trip: those that an agent answered itself.
struct RoundTripCell {
  std::optional<std::uint32_t> median_us;  // of the paths' medians
  std::size_t paths = 0;
  bool outlier = false;
};

// How long it takes from each row to each column and back.
struct RoundTripMatrix {
  std::vector<MatrixLine> lines;           // those of the reachability matrix
  std::vector<RoundTripCell> cells;        // row by row
  std::optional<std::uint32_t> median_us;  // of all cells; nullopt: nothing was measured
  bool folded = false;

  [[nodiscard]] const RoundTripCell& at(std::size_t row, std::size_t column) const {
    return cells[row * lines.size() + column];
  }
};

[[nodiscard]] RoundTripMatrix round_trips_of(const diagnosis::FinishedCheck& check);

// "0.42", "12.4", "187": milliseconds, to some three digits, as what is known of a path's time is
// up to 3.5 % off (PathBook).
[[nodiscard]] std::string milliseconds_text(std::uint32_t microseconds);

// "0.42", of an outlier "12.4!", "." where nothing was measured.
[[nodiscard]] std::string cell_text(const RoundTripCell& cell);

// What the matrix shows, in a sentence; where nothing was measured, that it shows nothing.
[[nodiscard]] std::string round_trip_caption(const RoundTripMatrix& matrix);

// What the signs in it mean, of those that it has.
struct RoundTripSign {
  std::string symbol;
  std::string words;
};
[[nodiscard]] std::vector<RoundTripSign> round_trip_legend(const RoundTripMatrix& matrix);

// All of it for a terminal. Ends with a newline.
[[nodiscard]] std::string render_round_trips(
    const diagnosis::FinishedCheck& check, const TerminalStyle& style
);

}  // namespace oakprobe::report
