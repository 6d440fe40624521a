#pragma once

#include "coordinator/report/matrix_table.hpp"
#include "coordinator/report/round_trip_matrix.hpp"

#include <cstddef>
#include <pugixml.hpp>
#include <set>

namespace oakprobe::report {

// A matrix with heading, caption and legend. Only the table scrolls, in a box of its own, in which
// its heads stay; each cell has what it says in words as its title. A matrix without lines adds
// nothing. Numbers of entries that the page has are links to them.
void add_matrix(
    pugi::xml_node main, const MatrixTable& matrix, const std::set<std::size_t>& entries
);

// Where nothing was measured, a sentence says so.
void add_round_trips(pugi::xml_node main, const RoundTripMatrix& matrix);

}  // namespace oakprobe::report
