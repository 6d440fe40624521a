#include "coordinator/cli/verbose_log.hpp"

#include "base/printable.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace oakprobe::cli {
namespace {

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>(
        "oakprobe", std::make_shared<spdlog::sinks::stderr_sink_st>()
    );
    made->set_pattern("%H:%M:%S.%e %v");
    return made;
  }();
  return *instance;
}

}  // namespace

void log_line(std::string_view line) { logger().info(printable(line)); }

}  // namespace oakprobe::cli
