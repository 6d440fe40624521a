#pragma once

#include <cstdint>
#include <string>

namespace oakprobe::cli {

// In units of 1,000,000 bytes, without the unit: "3.1"; from 100 on without the tenths.
[[nodiscard]] std::string megabytes(std::uint64_t bytes);

}  // namespace oakprobe::cli
