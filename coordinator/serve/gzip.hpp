#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace oakprobe::serve {

// As gzip does it, quickly; nullopt: there is no memory for it, or it is 4 GB or more.
[[nodiscard]] std::optional<std::string> gzipped(std::string_view bytes);

// What gzip made of something; nullopt: it is none, or of more than bytes_max.
[[nodiscard]] std::optional<std::string> unzipped(std::string_view gzip, std::size_t bytes_max);

}  // namespace oakprobe::serve
