#pragma once

#include <array>
#include <string_view>

namespace oakprobe::history {

// Runs, and what they speak of (run_store.hpp). Names and values stand once each; 0 is none of
// them. Times are milliseconds since 1970, UTC.
inline constexpr std::array<std::string_view, 7> run_tables{
    "create table name (id bigint primary key, name text not null unique)",
    // Inventories, by their full names. `shape` tells when one expects other paths than before.
    "create table deployment (id bigint primary key, name text not null unique,"
    " shape bigint not null)",
    // What something was like: of a path its outcome (path_outcome.hpp), of an agent its state, of
    // a finding its severity; and what else is told of it, as JSON.
    "create table value (id bigint primary key, status text not null, cause text not null,"
    " places text not null, accepted bigint not null, facts text not null,"
    " unique (status, cause, places, accepted, facts))",
    "create table run (number bigint primary key, id text not null unique,"
    " deployment bigint not null references deployment (id), started bigint not null,"
    " finished bigint not null, took bigint not null, oakprobe text not null,"
    " oakestra text not null, outcome text not null, paths bigint not null,"
    " paths_open bigint not null, paths_degraded bigint not null, paths_blocked bigint not null,"
    " paths_exposed bigint not null, paths_closed bigint not null, paths_unknown bigint not null,"
    " paths_accepted bigint not null, paths_failed bigint not null, plan text not null,"
    " possible bigint not null, tried bigint not null)",
    "create index run_by_time on run (deployment, started)",
    // Its common causes, those of the most paths; `flow`, `source` and `target` are the path that
    // stands for the others.
    "create table cause (run bigint not null references run (number), position bigint not null,"
    " value bigint not null, node bigint not null, router text not null, paths bigint not null,"
    " unjudged bigint not null, flow bigint not null, source bigint not null,"
    " target bigint not null, primary key (run, position)) without rowid",
    // When a deployment's old things were last let go of.
    "create table pruned (deployment bigint primary key, at bigint not null)",
};

}  // namespace oakprobe::history
