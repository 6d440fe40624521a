#pragma once

namespace oakprobe {

// Prints where a bug was met and aborts. Use it through CHECK.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace oakprobe

// For what only a bug in this program can break; on in release builds too. Never for input.
#define CHECK(condition) \
  ((condition) ? void(0) : ::oakprobe::check_failed(#condition, __FILE__, __LINE__))
