#pragma once

#include <array>
#include <string_view>

namespace oakprobe::history {

// Reports of the latest runs (packed_report.hpp), for whoever wants to see all of one: base64 in
// pieces, which both databases take. `bytes`: of all pieces of a run. Rows this long are slow in
// tables without rowid.
inline constexpr std::array<std::string_view, 2> report_tables{
    "create table report (run bigint primary key references run (number), bytes bigint not null)",
    "create table report_piece (run bigint not null references report (run),"
    " position bigint not null, piece text not null, primary key (run, position))",
};

}  // namespace oakprobe::history
