#include "coordinator/cli/megabytes.hpp"

namespace oakprobe::cli {

std::string megabytes(std::uint64_t bytes) {
  const std::uint64_t tenths = (bytes + 50'000) / 100'000;
  if (tenths >= 1'000) return std::to_string((bytes + 500'000) / 1'000'000);
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

}  // namespace oakprobe::cli
