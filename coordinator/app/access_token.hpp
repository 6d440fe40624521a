#pragma once

#include "coordinator/app/failure.hpp"

#include <cstddef>
#include <string>

namespace oakprobe::app {

inline constexpr std::size_t token_bytes_min = 16;
inline constexpr std::size_t token_bytes_max = 1024;

struct AccessToken {
  std::string token;
  std::string warning;  // for a person; empty: none
};

// What whoever asks a server must know: the one line of a file, printable ASCII without blanks. A
// failure is a wrong input.
[[nodiscard]] OrFailure<AccessToken> read_access_token(const std::string& file);

}  // namespace oakprobe::app
