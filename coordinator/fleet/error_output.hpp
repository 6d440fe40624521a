#pragma once

#include "coordinator/fleet/last_words.hpp"
#include "coordinator/fleet/phrase_watch.hpp"
#include "net/child_process.hpp"

#include <functional>
#include <memory>
#include <string>

namespace oakprobe::fleet {

// Drains a command's standard error, so that it never blocks on it, and keeps the end of it.
class ErrorOutput {
 public:
  // The words may hold this password; null: none.
  ErrorOutput(net::ChildProcess::Pipe& pipe, std::shared_ptr<const SudoPassword> password);

  // Calls the hook each time that the phrase comes, before run().
  void watch(const std::string& phrase, std::function<void()> hook);

  [[nodiscard]] std::string quoted() const { return tail_.quoted(); }
  [[nodiscard]] bool contains(std::string_view words) const { return tail_.contains(words); }

  // Returns when there is nothing more to come, or at the deadline. One waiter.
  [[nodiscard]] net::asio::awaitable<void> wait_end(net::TimePoint deadline);
  void abort();

  // To be spawned once; ends at the end of the stream, or after abort().
  [[nodiscard]] net::asio::awaitable<void> run();

 private:
  net::ChildProcess::Pipe& pipe_;
  net::asio::steady_timer ended_timer_;
  OutputTail tail_;
  PhraseWatch phrase_{""};
  std::function<void()> on_phrase_;
  bool ended_ = false;
};

}  // namespace oakprobe::fleet
