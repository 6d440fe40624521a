#pragma once

#include <cstddef>
#include <string_view>

namespace oakprobe {

inline constexpr std::size_t request_path_bytes_max = 255;

// Of an HTTP request: "/" and printable ASCII without blanks behind it, so nothing that could end
// the request's line.
[[nodiscard]] bool is_request_path(std::string_view path);

}  // namespace oakprobe
