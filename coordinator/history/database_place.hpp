#pragma once

#include "coordinator/history/trouble.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace oakprobe::history {

enum class Backend : std::uint8_t { sqlite, postgresql };

// Where a history is.
struct DatabasePlace {
  Backend backend = Backend::sqlite;
  std::string where;  // a file's name, absolute; or the whole URL

  // As it may be shown: without a password.
  [[nodiscard]] std::string name() const;

  friend bool operator==(const DatabasePlace&, const DatabasePlace&) = default;
};

// "sqlite:PATH", a plain path, or "postgresql://…", which libpq reads. Looks at nothing but the
// working directory.
[[nodiscard]] OrTrouble<DatabasePlace> find_place(std::string_view written);

// $XDG_STATE_HOME/oakprobe/history.sqlite, else the same under ~/.local/state.
[[nodiscard]] OrTrouble<DatabasePlace> default_place();

}  // namespace oakprobe::history
