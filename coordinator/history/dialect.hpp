#pragma once

#include "coordinator/history/database_place.hpp"

#include <chrono>
#include <string>
#include <vector>

// All in which SQLite and PostgreSQL differ for us.
namespace oakprobe::history {

struct Dialect {
  const char* begin_read;
  const char* begin_write;
  const char* lock_for_writing;  // after begin_write; "": that locked
  // Rows of one number: how many tables there are, Oakprobe's and others'.
  const char* count_tables;
};

[[nodiscard]] const Dialect& dialect_of(Backend backend);

// What a new connection is told first.
[[nodiscard]] std::vector<std::string> settings_of(
    Backend backend, std::chrono::milliseconds patience
);

}  // namespace oakprobe::history
