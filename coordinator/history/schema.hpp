#pragma once

#include <span>
#include <string_view>

namespace oakprobe::history {

// SQL that SQLite and PostgreSQL read alike: types are `bigint` and `text`, numbers of rows are
// given by us.
using Statements = std::span<const std::string_view>;

// One step forward: the statements of each group of tables that it makes or changes. The version of
// a schema is how many steps it took. A step that was ever in a release stays as it is.
using Step = std::span<const Statements>;
using Schema = std::span<const Step>;

[[nodiscard]] Schema newest_schema();

}  // namespace oakprobe::history
