#pragma once

#include <filesystem>

namespace oakprobe::app {

// Where this program's file is, links followed.
[[nodiscard]] inline std::filesystem::path program_directory() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
}

}  // namespace oakprobe::app
