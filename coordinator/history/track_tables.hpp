#pragma once

#include "base/described_enum.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace oakprobe::history {

// What has a life: of a path `a`, `b` and `c` are flow, source and target, of an agent `a` is its
// node, of a finding `a` its node and `c` its code. `crossing` has no life: it is what paths of the
// flow `a` from cluster `b` to cluster `c` have in common, for round trips.
enum class TrackKind : std::uint8_t { path, agent, finding, crossing };

// Lives (timeline/track.hpp): what still goes on, and spans that ended. They are from one run's
// number on and up to another's.
inline constexpr std::array<std::string_view, 5> track_tables{
    "create table track (id bigint primary key, deployment bigint not null, kind bigint not null,"
    " a bigint not null, b bigint not null, c bigint not null, value bigint not null,"
    " since bigint not null, unknown_value bigint not null, unknown_since bigint not null,"
    " unique (deployment, kind, a, b, c))",
    "create table past (track bigint not null references track (id), is_unknown bigint not null,"
    " since bigint not null, until bigint not null, value bigint not null,"
    " primary key (track, is_unknown, since)) without rowid",
    "create index past_by_since on past (since)",
    "create index past_by_until on past (until)",
    // Round trips in microseconds and probes, of all runs of a span of time. `grain`: 0 one run, 1
    // an hour, 2 a day; `at`: when it begins, in seconds since 1970. `rtt_sum` is of medians.
    "create table rollup (track bigint not null references track (id), grain bigint not null,"
    " at bigint not null, rtt_count bigint not null, rtt_sum bigint not null,"
    " rtt_min bigint not null, rtt_max bigint not null, sent bigint not null,"
    " lost bigint not null, primary key (track, grain, at)) without rowid",
};

}  // namespace oakprobe::history
