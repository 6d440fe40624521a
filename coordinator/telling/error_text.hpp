#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace oakprobe::telling {

// "EPERM, operation not permitted"; "error 250" for a number without a name.
[[nodiscard]] std::string errno_text(std::int32_t error);

// The words of a getaddrinfo code (EAI_*).
[[nodiscard]] std::string resolver_text(std::int32_t error);

}  // namespace oakprobe::telling
