#include "base/request_path.hpp"

#include <algorithm>

namespace oakprobe {

bool is_request_path(std::string_view path) {
  return path.starts_with('/') && path.size() <= request_path_bytes_max &&
         std::ranges::all_of(path, [](char letter) { return letter > ' ' && letter <= '~'; });
}

}  // namespace oakprobe
