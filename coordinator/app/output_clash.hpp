#pragma once

#include "coordinator/app/failure.hpp"

#include <span>
#include <string>
#include <string_view>

namespace oakprobe::app {

// A file that a command writes.
struct NamedOutput {
  std::string option;  // "--json"
  std::string file;    // as typed
};

// Whether these can all be written. They can't where one is the very file that the inventory (or
// what else `kind` says) was read from, or two are one file, by whatever name, symbolic or hard
// link: a wrong input. `read` is a file, or "-". Writes and opens nothing.
[[nodiscard]] OrFailure<void> keep_outputs_apart(
    const std::string& read,
    std::span<const NamedOutput> outputs,
    std::string_view kind = "inventory"
);

}  // namespace oakprobe::app
