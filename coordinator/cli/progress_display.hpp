#pragma once

#include "coordinator/cli/progress_pace.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <optional>
#include <string>

namespace oakprobe::cli {

// Shows on standard error how far a check is: one line that is written over and over and erased at
// the end, on a terminal only; or, for --verbose, a log line as each phase begins and ends. After
// 3 s without progress either names who is waited for.
class ProgressDisplay {
 public:
  // Who is waited for now; asked from the executor, never before the first show().
  using AskWho = std::function<check::WaitedFor()>;

  ProgressDisplay(boost::asio::any_io_executor executor, bool verbose, AskWho ask_who);

  void show(const check::Progress& progress);
  // Prints lines above it.
  void print(const std::string& text);
  // Also stops its clock, which keeps the executor busy, until something is shown again.
  void erase();

 private:
  void log(const check::Progress& progress);
  void update();
  void draw(const std::string& text);

  bool verbose_;
  bool on_terminal_;
  std::size_t columns_;
  AskWho ask_who_;
  ProgressPace pace_;
  boost::asio::steady_timer timer_;
  bool shown_ = false;
  bool erased_ = false;                // a wake-up that was on its way shows nothing any more
  std::optional<check::Phase> phase_;  // that was logged
};

}  // namespace oakprobe::cli
