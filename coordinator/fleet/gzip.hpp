#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace oakprobe::fleet {

// As `gzip` does it, without a name and a time; empty: there is no memory for it.
[[nodiscard]] std::vector<std::byte> gzip_of(std::span<const std::byte> bytes);

}  // namespace oakprobe::fleet
