#pragma once

#include "coordinator/app/failure.hpp"

#include <span>
#include <string>

namespace oakprobe::app {

// A file that a command writes.
struct NamedOutput {
  std::string option;  // "--json"
  std::string file;    // as typed
};

// Whether these can all be written. They can't where one is the very file that the inventory was
// read from, or two are one file, by whatever name, symbolic or hard link: a wrong input.
// `inventory` is a file, or "-". Writes and opens nothing.
[[nodiscard]] OrFailure<void> keep_outputs_apart(
    const std::string& inventory, std::span<const NamedOutput> outputs
);

}  // namespace oakprobe::app
