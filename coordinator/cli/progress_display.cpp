#include "coordinator/cli/progress_display.hpp"

#include "coordinator/cli/terminal.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <unistd.h>

namespace oakprobe::cli {
namespace {

// Often enough to be alive, seldom enough to cost nothing with ten thousand agents.
constexpr auto redraw_every = std::chrono::milliseconds(100);

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

std::string count(const check::Progress& progress, std::string_view of_what) {
  return std::to_string(progress.done) + " of " + std::to_string(progress.total) + " " +
         std::string(of_what);
}

}  // namespace

std::string progress_text(const check::Progress& progress) {
  switch (progress.phase) {
    case check::Phase::starting:
      return "starting agents: " + count(progress, "agents");
    case check::Phase::reading_facts:
      return "reading facts: " + count(progress, "agents");
    case check::Phase::arming:
      return "arming: " + count(progress, "agents");
    case check::Phase::probing:
      return "probing " + count(progress, "paths");
    case check::Phase::collecting:
      return "collecting evidence: " + count(progress, "agents");
    case check::Phase::looking:
      return "looking closer: " + count(progress, "agents");
    case check::Phase::disarming:
      return "disarming: " + count(progress, "agents");
  }
  return "";
}

ProgressDisplay::ProgressDisplay(bool verbose)
    : verbose_(verbose),
      on_terminal_(can_redraw(STDERR_FILENO) && !verbose),
      columns_(terminal_style(STDERR_FILENO, true).columns) {}

void ProgressDisplay::log(const check::Progress& progress) {
  const bool begins = phase_ != progress.phase;
  phase_ = progress.phase;
  if (begins || progress.done == progress.total) logger().info(progress_text(progress));
}

void ProgressDisplay::show(const check::Progress& progress) {
  if (verbose_) log(progress);
  if (!on_terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (shown_ && phase_ == progress.phase && now - last_shown_ < redraw_every) return;
  phase_ = progress.phase;
  last_shown_ = now;
  shown_ = true;
  const std::string text = progress_text(progress).substr(0, columns_ - 1);
  std::fprintf(stderr, "\r%s\033[K", text.c_str());
  std::fflush(stderr);
}

void ProgressDisplay::erase() {
  if (!std::exchange(shown_, false)) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

}  // namespace oakprobe::cli
