#include "coordinator/cli/progress_display.hpp"

#include "coordinator/cli/terminal.hpp"
#include "coordinator/cli/verbose_log.hpp"

#include <cstdio>
#include <unistd.h>

namespace oakprobe::cli {

ProgressDisplay::ProgressDisplay(
    boost::asio::any_io_executor executor, bool verbose, AskWho ask_who
)
    : verbose_(verbose),
      on_terminal_(can_redraw(STDERR_FILENO) && !verbose),
      columns_(terminal_style(STDERR_FILENO, true).columns),
      ask_who_(std::move(ask_who)),
      timer_(std::move(executor)) {}

void ProgressDisplay::log(const check::Progress& progress) {
  const bool begins = phase_ != progress.phase;
  phase_ = progress.phase;
  if (begins || progress.done == progress.total) log_line(progress_text(progress));
}

void ProgressDisplay::show(const check::Progress& progress) {
  if (verbose_) log(progress);
  if (!on_terminal_ && !verbose_) return;
  erased_ = false;
  pace_.note(progress, std::chrono::steady_clock::now());
  update();
}

void ProgressDisplay::update() {
  const ProgressPace::Due due = pace_.take(std::chrono::steady_clock::now());
  const std::string text = progress_text(pace_.last());
  if (due == ProgressPace::Due::progress) draw(text);
  if (due == ProgressPace::Due::waiting) {
    const std::string who = waiting_text(ask_who_());
    const std::string line = who.empty() ? text : text + "; " + who;
    if (verbose_ && !who.empty()) log_line(line);
    draw(line);
  }
  const auto next = pace_.next();
  if (!next) return;
  timer_.expires_at(*next);
  timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled && !erased_) update();
  });
}

void ProgressDisplay::draw(const std::string& text) {
  if (!on_terminal_) return;
  shown_ = true;
  std::fprintf(stderr, "\r%s\033[K", text.substr(0, columns_ - 1).c_str());
  std::fflush(stderr);
}

void ProgressDisplay::print(const std::string& text) {
  const bool shown = shown_;
  if (shown) std::fputs("\r\033[K", stderr);
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
  if (shown) draw(progress_text(pace_.last()));
}

void ProgressDisplay::erase() {
  erased_ = true;
  timer_.cancel();
  if (!std::exchange(shown_, false)) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

}  // namespace oakprobe::cli
