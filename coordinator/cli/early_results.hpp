#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace oakprobe::cli {

// A check that takes longer is told of what is known before it ends.
inline constexpr std::chrono::seconds early_results_after{10};

// Prints what is known early, once: as soon as it is known and the check has taken so long.
class EarlyResults {
 public:
  using Print = std::function<void(const std::string& text)>;

  // Its clock starts now.
  EarlyResults(
      boost::asio::any_io_executor executor,
      Print print,
      std::chrono::milliseconds after = early_results_after
  );

  // An empty text is not printed.
  void know(std::string text);
  // Also stops its clock, which keeps the executor busy.
  void stop() { timer_.cancel(); }

 private:
  Print print_;
  boost::asio::steady_timer timer_;
};

}  // namespace oakprobe::cli
