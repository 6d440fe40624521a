#include "coordinator/cli/early_results.hpp"

#include <utility>

namespace oakprobe::cli {

EarlyResults::EarlyResults(
    boost::asio::any_io_executor executor, Print print, std::chrono::milliseconds after
)
    : print_(std::move(print)), timer_(std::move(executor), after) {}

void EarlyResults::know(std::string text) {
  if (text.empty()) return;
  timer_.async_wait([this, text = std::move(text)](const boost::system::error_code& cancelled) {
    if (!cancelled) print_(text);
  });
}

}  // namespace oakprobe::cli
