#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>

namespace oakprobe::net {

// A whole file. Errors are the kernel's; EFBIG: it is longer than bytes_max; ENOTSUP: something
// else is in its place (a FIFO, a device, a directory), which is neither waited for nor read.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

// The same of a file that is open.
[[nodiscard]] Result<std::string> read_regular(int fd, std::size_t bytes_max);

// Of whatever is open, what comes until its end, or the first bytes_max bytes of that.
[[nodiscard]] Result<std::string> read_first(int fd, std::size_t bytes_max);

}  // namespace oakprobe::net
