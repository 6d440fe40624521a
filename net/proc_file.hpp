#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace oakprobe::net {

// The whole of a small file (/proc, configuration), or nullopt if it can't be read, is longer, or
// is no file: a FIFO, a device or a directory in its place is neither waited for nor read.
[[nodiscard]] std::optional<std::string> read_small_file(
    const std::string& path, std::size_t bytes_max = 64U * 1024 * 1024
);

// The end of a file, however long it is: its last bytes_max bytes at most, from the beginning of a
// line on. nullopt as above.
[[nodiscard]] std::optional<std::string> read_end_of_file(
    const std::string& path, std::size_t bytes_max
);

// The same as the first of root/folder/name, where neither folder nor name may be a symbolic link:
// in the root of another process (/proc/PID/root) one would lead back into this one's.
[[nodiscard]] std::optional<std::string> read_small_file_below(
    const std::string& root, const char* folder, const char* name, std::size_t bytes_max
);

}  // namespace oakprobe::net
