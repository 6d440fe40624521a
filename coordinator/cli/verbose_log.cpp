#include "coordinator/cli/verbose_log.hpp"

#include "base/printable.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>

namespace oakprobe::cli {

void log_line(std::string_view line) {
  using std::chrono::system_clock;
  const auto now = std::chrono::floor<std::chrono::milliseconds>(system_clock::now());
  const std::time_t seconds = system_clock::to_time_t(now);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  char time[sizeof "23:59:60"];
  std::strftime(time, sizeof time, "%H:%M:%S", &local);
  const auto part = static_cast<int>(now.time_since_epoch().count() % 1'000);
  std::fprintf(stderr, "%s.%03d %s\n", time, part, printable(line).c_str());
}

}  // namespace oakprobe::cli
