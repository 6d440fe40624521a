#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace oakprobe {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "oakprobe: bug: %s does not hold (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace oakprobe
