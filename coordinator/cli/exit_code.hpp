#pragma once

#include "coordinator/app/failure.hpp"
#include "coordinator/diagnosis/finished_check.hpp"

// The exit codes of every command (docs: README), and nowhere else.
namespace oakprobe::cli {

inline constexpr int exit_fine = 0;
inline constexpr int exit_check_failed = 1;  // what --fail-on lists, or a finding that is an error
inline constexpr int exit_wrong_input = 2;
inline constexpr int exit_unknown = 3;  // paths that are not accepted as such
inline constexpr int exit_oakprobe_failed = 4;

[[nodiscard]] int exit_code(const app::Failure& failure);

// Of what a check found: 0, 1 or 3.
[[nodiscard]] int exit_code(const diagnosis::FinishedCheck& check);

// Of a check that was to be told: `told`, all that was to be printed and written was. One that was
// interrupted found less than it was to find.
[[nodiscard]] int exit_code(const diagnosis::FinishedCheck& check, bool told);

}  // namespace oakprobe::cli
