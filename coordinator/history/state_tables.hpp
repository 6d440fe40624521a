#pragma once

#include <array>
#include <string_view>

namespace oakprobe::history {

// Small things that outlive a run, each by its name (stored_state.hpp), and who may audit now
// (lease.hpp).
inline constexpr std::array<std::string_view, 2> state_tables{
    "create table stored_state (name text primary key, value text not null)",
    "create table lease (name text primary key, owner text not null, until_ms bigint not null)",
};

}  // namespace oakprobe::history
