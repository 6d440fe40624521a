#pragma once

#include <optional>
#include <span>
#include <string>

namespace oakprobe::cli {

// A file that a command writes.
struct NamedOutput {
  std::string option;  // "--json"
  std::string file;    // as typed
};

// Why these can't all be written: one is the very file that the inventory was read from, or two are
// one file, by whatever name, symbolic or hard link. A sentence for standard error; nullopt: they
// can. `inventory` is a file, or "-". Writes and opens nothing.
[[nodiscard]] std::optional<std::string> find_output_clash(
    const std::string& inventory, std::span<const NamedOutput> outputs
);

}  // namespace oakprobe::cli
